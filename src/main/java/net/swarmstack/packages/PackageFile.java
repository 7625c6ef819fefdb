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
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;

/// A package as a file to give away: `.tar.gz`. The same package gives the same bytes.
public final class PackageFile {

    private static final String AGENT = "agent.yaml";
    private static final int BUFFER_BYTES = 64 * 1024;

    private PackageFile() {}

    /// Packs a folder into a file, whole or not at all.
    ///
    /// @param replaces whether a file that is there may be replaced
    /// @return the digest of the package, which is that of the archive before it was compressed
    /// @throws SwarmException `INVALID_DEFINITION` where the folder holds what a package may not,
    ///   `USAGE` where the file would stand in the package itself
    /// @throws FileAlreadyExistsException where it is there and may not be replaced
    public static Sha256 write(Path folder, Path file, boolean replaces) throws IOException {
        Path home = file.toAbsolutePath().resolveSibling("");
        refuseInside(folder, home.toRealPath().resolve(file.getFileName()), file);
        if (!replaces && Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(file.toString());
        }
        List<PackageFiles.Entry> entries = PackageFiles.list(folder, PackageLimits.STANDARD);
        // Made afterwards, for it may stand in the folder.
        Path temporary = Files.createTempFile(home, ".new-", "");
        temporary.toFile().deleteOnExit(); // Ctrl-C passes over what is below
        try {
            Sha256 digest;
            try (OutputStream out =
                    new GZIPOutputStream(
                            new BufferedOutputStream(Files.newOutputStream(temporary)),
                            BUFFER_BYTES)) {
                digest = PackageArchive.write(entries, out);
            }
            Durable.sync(temporary);
            if (replaces) {
                Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            } else {
                Files.move(temporary, file);
            }
            return digest;
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /// A file in the package itself would be in the next one.
    private static void refuseInside(Path folder, Path target, Path file) throws IOException {
        Path top = folder.toRealPath();
        if (target.startsWith(top)
                && !LeftOut.of(top, folder).coversFile(top.relativize(target).toString())) {
            throw new SwarmException(
                    Code.USAGE,
                    file
                            + " would stand in the package itself: name another place with --file,"
                            + " or leave it out with a .swarmignore");
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
        LeftOut.of(folder, file); // else what is wrong with it is told of the folder
        if (!Files.isRegularFile(folder.resolve(AGENT))) {
            throw refused(file, "has no " + AGENT + elsewhere(folder));
        }
    }

    private static void unpack(InputStream compressed, Path folder) throws IOException {
        try (WholeGzip tar = WholeGzip.open(compressed)) {
            Unpacking.unpack(tar, folder, PackageLimits.STANDARD);
            if (tar.goesOn()) {
                throw new BadArchiveException("goes on after its end");
            }
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
