package net.swarmstack.packages;

import net.swarmstack.model.Sha256;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.List;

/// The archive of a package, whose SHA-256 is the package's digest: POSIX ustar with pax headers,
/// not compressed; names sorted bytewise, times and owners zero, modes 0755 for folders and for
/// files that their owner may execute, else 0644. So the same files give the same bytes, wherever
/// and whenever they are packed.
final class PackageArchive {

    private static final int EXECUTABLE = 0755;
    private static final int PLAIN = 0644;

    private PackageArchive() {}

    /// Writes an archive, and returns its digest. The stream stays open.
    ///
    /// @param entries sorted
    /// @throws SwarmException `CONFLICT` where somebody changes a file meanwhile
    static Sha256 write(List<PackageFiles.Entry> entries, OutputStream archive) throws IOException {
        MessageDigest digest = Sha256.newDigest();
        var tar =
                new TarArchiveOutputStream(
                        new DigestOutputStream(archive, digest), StandardCharsets.UTF_8.name());
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        tar.setAddPaxHeadersForNonAsciiNames(true);
        for (PackageFiles.Entry entry : entries) {
            write(entry, tar);
        }
        tar.finish();
        tar.flush();
        return Sha256.of(digest);
    }

    private static void write(PackageFiles.Entry entry, TarArchiveOutputStream tar)
            throws IOException {
        var header = new TarArchiveEntry(entry.name(), true);
        header.setSize(entry.sizeBytes());
        header.setMode(entry.executable() ? EXECUTABLE : PLAIN);
        header.setModTime(0);
        header.setIds(0, 0);
        header.setNames("", "");
        tar.putArchiveEntry(header);
        if (!entry.folder()) {
            try (InputStream in = Files.newInputStream(entry.path(), LinkOption.NOFOLLOW_LINKS)) {
                copy(in, tar, entry);
            }
        }
        tar.closeArchiveEntry();
    }

    private static void copy(InputStream in, OutputStream out, PackageFiles.Entry entry)
            throws IOException {
        byte[] buffer = new byte[64 * 1024];
        long rest = entry.sizeBytes();
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            rest -= read;
            if (rest < 0) {
                break;
            }
            out.write(buffer, 0, read);
        }
        if (rest != 0) {
            throw new SwarmException(
                    Code.CONFLICT, entry.path() + ": changed while it was packed. Try again.");
        }
    }
}
