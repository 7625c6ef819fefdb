package net.swarmstack.packages;

import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
/// link that stays inside counts as what it points to. Left out are `.git`, `node_modules/.bin` and
/// what `.swarmignore` names, but never `agent.yaml`.
final class PackageFiles {

    private static final int MAX_NAME_LENGTH = 1024;

    /// How many more files and folders are looked at than a package may hold.
    private static final int LOOKED_AT = 50;

    private final Path folder;
    private final PackageLimits limits;
    private final IgnoreRules ignored;
    private final List<Entry> entries = new ArrayList<>();
    private final Deque<Path> open = new ArrayDeque<>();
    private long totalBytes;
    private int lookedAt;

    private PackageFiles(Path folder, PackageLimits limits) throws IOException {
        this.folder = folder.toRealPath();
        this.limits = limits;
        this.ignored = IgnoreRules.of(this.folder);
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

    /// @return whether there is anything in the folder that could be in a package
    private boolean addAllOf(Path directory, String prefix) throws IOException {
        open.push(directory);
        boolean isEmpty = true;
        try (DirectoryStream<Path> children = Files.newDirectoryStream(directory)) {
            for (Path child : children) {
                String name = prefix + child.getFileName();
                if (!isLeftOut(name)) {
                    isEmpty = false;
                    add(child, name);
                }
            }
        }
        open.pop();
        return !isEmpty;
    }

    private void add(Path written, String name) throws IOException {
        if (++lookedAt > LOOKED_AT * limits.entries() || name.length() > MAX_NAME_LENGTH) {
            throw tooMany();
        }
        Path path = Files.isSymbolicLink(written) ? target(written) : written;
        BasicFileAttributes attributes =
                Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (attributes.isDirectory()) {
            addFolder(written, path, name);
        } else if (!attributes.isRegularFile()) {
            throw refused(written, "is neither a file nor a folder", "Remove it.");
        } else if (name.equals("agent.yaml") || !ignored.leaveOut(name)) {
            addFile(written, path, name, attributes.size());
        }
    }

    /// A folder that holds something is there where something of it is.
    private void addFolder(Path written, Path path, String name) throws IOException {
        if (open.contains(path)) {
            throw refused(written, "is a link to a folder that it is in", "Remove it.");
        }
        int before = entries.size();
        boolean holdsSomething = addAllOf(path, name + "/");
        boolean isKept =
                holdsSomething
                        ? entries.size() > before
                        : !ignored.leaveOut(name) && !ignored.leaveOut(name + "/");
        if (isKept) {
            add(new Entry(name + "/", path, true, true, 0));
        }
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

    private static boolean isLeftOut(String name) {
        Path path = Path.of(name);
        return path.endsWith(".git") || path.endsWith("node_modules/.bin");
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
                    "Leave out what the agent does not need.");
        }
    }

    private SwarmException tooMany() {
        return refused(
                folder,
                "holds more than " + limits.entries() + " files and folders",
                "Leave out what the agent does not need.");
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
