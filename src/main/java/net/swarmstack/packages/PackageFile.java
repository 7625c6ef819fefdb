package net.swarmstack.packages;

import net.swarmstack.model.Sha256;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;

/// A package as a file to give away: `.tar.gz`. The same package gives the same bytes.
public final class PackageFile {

    private static final String AGENT = "agent.yaml";
    private static final int BUFFER_BYTES = 64 * 1024;

    private PackageFile() {}

    /// Packs a folder into a file, whole or not at all, in the place of what was there.
    ///
    /// @return the digest of the package, which is that of the archive before it was compressed
    /// @throws SwarmException `INVALID_DEFINITION` where the folder holds what a package may not
    public static Sha256 write(Path folder, Path file) throws IOException {
        Path temporary =
                Files.createTempFile(file.toAbsolutePath().resolveSibling(""), ".new-", "");
        try {
            Sha256 digest;
            try (OutputStream out =
                    new GZIPOutputStream(
                            new BufferedOutputStream(Files.newOutputStream(temporary)),
                            BUFFER_BYTES)) {
                digest = PackageArchive.write(folder, out);
            }
            Durable.sync(temporary);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            return digest;
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /// Unpacks a file that may come from anybody into a new folder.
    ///
    /// @throws SwarmException `INVALID_DEFINITION` where it is no package; what was unpacked stays
    static void unpack(Path file, Path folder) throws IOException {
        try (InputStream compressed = new BufferedInputStream(Files.newInputStream(file))) {
            unpack(compressed, folder);
        } catch (BadArchiveException e) {
            throw refused(file, String.valueOf(e.getMessage()));
        } catch (EOFException e) {
            throw refused(file, "ends in the middle");
        } catch (ZipException e) {
            throw refused(file, "is no .tar.gz: " + e.getMessage());
        }
        if (!Files.isRegularFile(folder.resolve(AGENT))) {
            throw refused(file, "has no " + AGENT + elsewhere(folder));
        }
    }

    private static void unpack(InputStream compressed, Path folder) throws IOException {
        try (var tar = new GZIPInputStream(compressed, BUFFER_BYTES)) {
            Unpacking.unpack(tar, folder, PackageLimits.STANDARD);
        }
    }

    private static String elsewhere(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            List<Path> found = all.filter(path -> path.endsWith(AGENT)).limit(2).toList();
            return found.size() == 1
                    ? " at its top, but "
                            + folder.relativize(found.getFirst())
                            + ": pack what is in the folder, as swarm agent pack does"
                    : "";
        }
    }

    private static SwarmException refused(Path file, String why) {
        return new SwarmException(Code.INVALID_DEFINITION, file + ": " + why);
    }
}
