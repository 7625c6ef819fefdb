package net.swarmstack.packages;

import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What a package folder holds: regular files and folders, without `.git` and `node_modules/.bin`,
/// sorted by the bytes of their names.
final class PackageFiles extends SimpleFileVisitor<Path> {

    private final Path folder;
    private final PackageLimits limits;
    private final List<Entry> entries = new ArrayList<>();
    private long totalBytes;

    private PackageFiles(Path folder, PackageLimits limits) {
        this.folder = folder;
        this.limits = limits;
    }

    /// A file or folder.
    ///
    /// @param name relative to the package, with `/` between and, of a folder, at the end
    record Entry(String name, Path path, boolean folder, boolean executable, long sizeBytes) {}

    /// @throws SwarmException `INVALID_DEFINITION` where the folder holds a link or another kind of
    ///   file, or more than the limits
    static List<Entry> list(Path folder, PackageLimits limits) throws IOException {
        var visitor = new PackageFiles(folder, limits);
        Files.walkFileTree(folder, visitor);
        visitor.entries.sort((a, b) ->
                Arrays.compareUnsigned(
                        a.name.getBytes(StandardCharsets.UTF_8),
                        b.name.getBytes(StandardCharsets.UTF_8)));
        return visitor.entries;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
        if (path.equals(folder)) {
            return FileVisitResult.CONTINUE;
        }
        if (isLeftOut(path)) {
            return FileVisitResult.SKIP_SUBTREE;
        }
        add(new Entry(name(path) + "/", path, true, true, 0));
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) throws IOException {
        if (isLeftOut(path)) {
            return FileVisitResult.CONTINUE;
        }
        if (attributes.isSymbolicLink()) {
            throw refused(path, "is a symbolic link", "Put in its place what it points to.");
        }
        if (!attributes.isRegularFile()) {
            throw refused(path, "is neither a file nor a folder", "Remove it.");
        }
        if (attributes.size() > limits.fileBytes()) {
            throw refused(
                    path,
                    "has more than " + limits.fileBytes() + " bytes",
                    "Fetch large data when the agent runs.");
        }
        totalBytes += attributes.size();
        boolean executable =
                Files.getPosixFilePermissions(path).contains(PosixFilePermission.OWNER_EXECUTE);
        add(new Entry(name(path), path, false, executable, attributes.size()));
        return FileVisitResult.CONTINUE;
    }

    private static boolean isLeftOut(Path path) {
        return path.endsWith(".git") || path.endsWith("node_modules/.bin");
    }

    private void add(Entry entry) {
        entries.add(entry);
        if (entries.size() > limits.entries()) {
            throw refused(
                    folder,
                    "holds more than " + limits.entries() + " files and folders",
                    "Leave out what the agent does not need.");
        }
        if (totalBytes > limits.totalBytes()) {
            throw refused(
                    folder,
                    "holds more than " + limits.totalBytes() + " bytes",
                    "Leave out what the agent does not need.");
        }
    }

    private String name(Path path) {
        return folder.relativize(path).toString();
    }

    private SwarmException refused(Path path, String what, String remedy) {
        return new SwarmException(
                Code.INVALID_DEFINITION,
                path
                        + ": "
                        + what
                        + "; a package holds regular files and folders, at most %,d MiB in all,"
                                .formatted(limits.totalBytes() >> 20)
                        + " %,d MiB a file, %,d entries. "
                                .formatted(limits.fileBytes() >> 20, limits.entries())
                        + remedy);
    }
}
