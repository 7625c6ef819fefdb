package net.swarmstack.packages;

import net.swarmstack.model.Sha256;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/// The archive of a package, whose SHA-256 is the package's digest: POSIX ustar with pax headers,
/// not compressed; names sorted bytewise, times and owners zero, modes 0755 for folders and for
/// files that their owner may execute, else 0644. So the same files give the same bytes, wherever
/// and whenever they are packed.
final class PackageArchive {

    private static final int EXECUTABLE = 0755;
    private static final int PLAIN = 0644;
    private static final Set<PosixFilePermission> READ_ONLY =
            PosixFilePermissions.fromString("r--r--r--");
    static final Set<PosixFilePermission> READ_ONLY_EXECUTABLE =
            PosixFilePermissions.fromString("r-xr-xr-x");

    private PackageArchive() {}

    /// Writes the archive of a folder, and returns its digest.
    ///
    /// @throws SwarmException `INVALID_DEFINITION` where the folder holds what a package may not,
    ///   `CONFLICT` where somebody changes it meanwhile
    static Sha256 write(Path folder, Path archive) throws IOException {
        List<PackageFiles.Entry> entries = PackageFiles.list(folder, PackageLimits.STANDARD);
        MessageDigest digest = Sha256.newDigest();
        try (OutputStream file =
                        new BufferedOutputStream(
                                Files.newOutputStream(archive, StandardOpenOption.CREATE_NEW));
                var tar =
                        new TarArchiveOutputStream(
                                new DigestOutputStream(file, digest),
                                StandardCharsets.UTF_8.name())) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            tar.setAddPaxHeadersForNonAsciiNames(true);
            for (PackageFiles.Entry entry : entries) {
                write(entry, tar);
            }
            tar.finish();
        }
        return new Sha256(HexFormat.of().formatHex(digest.digest()));
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
                    Code.CONFLICT,
                    entry.path() + ": changed while it was packed. Register the agent again.");
        }
    }

    /// Unpacks an archive into a new folder. All in it is read-only and synced; the folder itself
    /// stays writable, so that it can be moved.
    ///
    /// @throws IOException where the archive is none that [#write] made
    static void unpack(Path archive, Path folder) throws IOException {
        Files.createDirectory(folder);
        var folders = new ArrayList<Path>();
        try (InputStream file = new BufferedInputStream(Files.newInputStream(archive));
                var tar = new TarArchiveInputStream(file, StandardCharsets.UTF_8.name())) {
            for (TarArchiveEntry entry = tar.getNextEntry();
                    entry != null;
                    entry = tar.getNextEntry()) {
                Path target = folder.resolve(entry.getName()).normalize();
                if (!target.startsWith(folder) || target.equals(folder)) {
                    throw new IOException(entry.getName() + " leaves the package");
                }
                if (entry.getLinkFlag() == TarConstants.LF_DIR) {
                    folders.add(Files.createDirectory(target));
                } else if (entry.getLinkFlag() == TarConstants.LF_NORMAL && !entry.isSparse()) {
                    unpackFile(tar, target, entry.getMode());
                } else {
                    throw new IOException(entry.getName() + " is neither a file nor a folder");
                }
            }
        }
        for (Path made : folders.reversed()) {
            Files.setPosixFilePermissions(made, READ_ONLY_EXECUTABLE);
            Durable.sync(made);
        }
        Durable.sync(folder);
    }

    private static void unpackFile(InputStream in, Path target, int mode) throws IOException {
        Files.copy(in, target);
        Files.setPosixFilePermissions(
                target, mode == EXECUTABLE ? READ_ONLY_EXECUTABLE : READ_ONLY);
        Durable.sync(target);
    }
}
