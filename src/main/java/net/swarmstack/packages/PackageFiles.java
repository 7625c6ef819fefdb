package net.swarmstack.packages;

import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/// What a package folder holds: regular files and folders, sorted by the bytes of their names. A
/// link that stays inside counts as what it points to. What is [LeftOut] is not looked at.
final class PackageFiles {

    /// How many more files and folders are looked at than a package may hold.
    private static final int LOOKED_AT = 50;

    private final Path folder;
    private final PackageLimits limits;
    private final LeftOut leftOut;
    private final List<Entry> entries = new ArrayList<>();
    private final Deque<Path> open = new ArrayDeque<>();
    private long totalBytes;
    private int lookedAt;

    private PackageFiles(Path folder, PackageLimits limits) throws IOException {
        this.folder = folder.toRealPath();
        this.limits = limits;
        this.leftOut = LeftOut.of(this.folder, this.folder);
    }

    /// A file or folder.
    ///
    /// @param name relative to the package, with `/` between and, of a folder, at the end
    /// @param path where it is, which no link leads to
    record Entry(String name, Path path, boolean folder, boolean executable, long sizeBytes) {}

    /// @throws SwarmException `INVALID_DEFINITION` where the folder holds a link that leaves it,
    ///   another kind of file, or more than the limits
    static List<Entry> list(Path folder, PackageLimits limits) throws IOException {
        var files = new PackageFiles(folder, limits);
        files.addAllOf(files.folder, "");
        files.entries.sort((a, b) ->
                Arrays.compareUnsigned(
                        a.name.getBytes(StandardCharsets.UTF_8),
                        b.name.getBytes(StandardCharsets.UTF_8)));
        return files.entries;
    }

    private void addAllOf(Path directory, String prefix) throws IOException {
        open.push(directory);
        try (DirectoryStream<Path> children = Files.newDirectoryStream(directory)) {
            for (Path child : children) {
                add(child, prefix + child.getFileName());
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        open.pop();
    }

    private void add(Path written, String name) throws IOException {
        if (++lookedAt > LOOKED_AT * limits.entries()) {
            throw tooMany();
        }
        // A link to a folder is one also for a pattern, as it is once it was replaced. What is left
        // out may be anything, say a link to the Python of this machine.
        if (leftOut.covers(name, Files.isDirectory(written))) {
            return;
        }
        PackageLimits.problemOf(name)
                .ifPresent(problem -> {
                    throw refused(written, problem, "Give it a shorter name in UTF-8.");
                });
        Path path = Files.isSymbolicLink(written) ? target(written) : written;
        BasicFileAttributes attributes =
                Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (attributes.isDirectory()) {
            addFolder(written, path, name);
        } else if (attributes.isRegularFile()) {
            addFile(written, path, name, attributes.size());
        } else {
            throw refused(written, "is neither a file nor a folder", "Remove it.");
        }
    }

    private void addFolder(Path written, Path path, String name) throws IOException {
        if (open.contains(path)) {
            throw refused(written, "is a link to a folder that it is in", "Remove it.");
        }
        add(new Entry(name + "/", path, true, true, 0));
        addAllOf(path, name + "/");
    }

    private void addFile(Path written, Path path, String name, long size) throws IOException {
        if (size > limits.fileBytes()) {
            throw refused(
                    written,
                    "has more than " + limits.fileBytes() + " bytes",
                    "Fetch large data when the agent runs.");
        }
        totalBytes += size;
        boolean executable =
                Files.getPosixFilePermissions(path).contains(PosixFilePermission.OWNER_EXECUTE);
        add(new Entry(name, path, false, executable, size));
    }

    /// What a link comes to, if that is in the package.
    private Path target(Path link) throws IOException {
        Path target;
        try {
            target = link.toRealPath();
        } catch (NoSuchFileException e) {
            throw refused(
                    link, "is a link to nothing: " + Files.readSymbolicLink(link), "Remove it.");
        } catch (FileSystemException e) {
            throw refused(link, "is a link that can't be followed: " + e.getReason(), "Remove it.");
        }
        if (!target.startsWith(folder)) {
            throw refused(
                    link,
                    "is a link that leaves the package, to " + target,
                    "Put in its place what it points to.");
        }
        return target;
    }

    private void add(Entry entry) {
        entries.add(entry);
        if (entries.size() > limits.entries()) {
            throw tooMany();
        }
        if (totalBytes > limits.totalBytes()) {
            throw refused(
                    folder,
                    "holds more than " + limits.totalBytes() + " bytes",
                    "Leave out what the agent does not need, with a .swarmignore.");
        }
    }

    private SwarmException tooMany() {
        return refused(
                folder,
                "holds more than " + limits.entries() + " files and folders",
                "Leave out what the agent does not need, with a .swarmignore.");
    }

    private SwarmException refused(Path path, String what, String remedy) {
        return new SwarmException(
                Code.INVALID_DEFINITION,
                path
                        + ": "
                        + what
                        + "; a package holds regular files and folders, "
                        + limits
                        + ". "
                        + remedy);
    }
}
