package net.swarmstack.sandbox.host;

import net.swarmstack.sandbox.Sandbox;
import net.swarmstack.sandbox.SandboxEntry;
import net.swarmstack.sandbox.SandboxException;
import net.swarmstack.sandbox.SandboxPath;
import net.swarmstack.sandbox.TakenFile;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/// The folder of one sandbox, unreadable for other users: the folders that the agent sees, and
/// beside them `lock`, held as long as this process lives, and `cgroup`, which says what to end
/// once it does not.
public final class SandboxFolder implements Closeable {

    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    /// A millisecond each: far longer than sweeping an empty sandbox takes.
    private static final int MOST_TRIES = 2_000;

    private static final String LOCK = "lock";
    private static final String CGROUP = "cgroup";

    private volatile Path folder;
    private final FileChannel lock;

    private SandboxFolder(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /// Makes the folder and takes its lock.
    static SandboxFolder create(Path folder) throws IOException {
        Files.createDirectories(folder.getParent(), PRIVATE);
        SandboxFolder made = makeLocked(folder);
        try {
            for (String name : SandboxPath.writableFolders()) {
                Files.createDirectory(folder.resolve(name), PRIVATE);
            }
        } catch (IOException e) {
            try (made) {
                made.remove();
            }
            throw e;
        }
        return made;
    }

    /// A folder whose lock is free is a dead process's, and whoever sweeps may be faster than the
    /// lock is taken: it has removed the folder then, or is about to, and another is made.
    private static SandboxFolder makeLocked(Path folder) throws IOException {
        IOException last = new IOException("another process holds " + folder);
        for (int i = 0; i < MOST_TRIES; i++) {
            try {
                Files.createDirectory(folder, PRIVATE);
                Optional<SandboxFolder> made = lock(folder, StandardOpenOption.CREATE_NEW);
                if (made.isPresent() && Files.exists(folder.resolve(LOCK))) {
                    return made.get();
                }
                if (made.isPresent()) {
                    made.get().close();
                }
            } catch (NoSuchFileException | FileAlreadyExistsException e) {
                last = e;
            }
            LockSupport.parkNanos(1_000_000);
        }
        throw last;
    }

    /// Whether a folder is empty: its process died as it began to make it, or had all but removed
    /// it.
    static boolean isBare(Path folder) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            return !entries.iterator().hasNext();
        } catch (NoSuchFileException | NotDirectoryException e) {
            return false;
        }
    }

    /// Removes a folder where it is empty.
    static void removeBare(Path folder) throws IOException {
        try {
            if (isBare(folder)) {
                Files.deleteIfExists(folder);
            }
        } catch (DirectoryNotEmptyException e) {
            // It is being made.
        }
    }

    /// The folder that a dead process left; empty where its process lives, or it is gone.
    static Optional<SandboxFolder> findAbandoned(Path folder) throws IOException {
        try {
            return lock(folder, StandardOpenOption.WRITE);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static Optional<SandboxFolder> lock(Path folder, StandardOpenOption how)
            throws IOException {
        FileChannel channel =
                FileChannel.open(
                        folder.resolve(LOCK),
                        how,
                        StandardOpenOption.WRITE,
                        LinkOption.NOFOLLOW_LINKS);
        try {
            if (channel.tryLock() != null) {
                return Optional.of(new SandboxFolder(folder, channel));
            }
        } catch (OverlappingFileLockException e) {
            // held in this process
        }
        channel.close();
        return Optional.empty();
    }

    /// Moves it beside where it is; whoever holds it open or locked goes on doing so.
    void rename(String name) throws IOException {
        folder = Files.move(folder, folder.resolveSibling(name));
    }

    /// Where it is.
    public Path path() {
        return folder;
    }

    /// Where a file of the sandbox is; of none in `package/`.
    public Path resolve(SandboxPath file) {
        return folder.resolve(file.name());
    }

    /// Writes down which cgroups the sandbox has, before it has them.
    void record(List<Path> cgroups) throws IOException {
        Files.write(folder.resolve(CGROUP), cgroups.stream().map(Path::toString).toList());
    }

    /// The cgroups that were written down. The agent could have changed them, so one is taken only
    /// where its name is that of the sandbox, or that of one which waited to become some other.
    List<Path> recordedCgroups() throws IOException {
        Path file = folder.resolve(CGROUP);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > 4096) {
            return List.of();
        }
        String name = Cgroup.nameFor(folder.getFileName().toString());
        return Files.readAllLines(file).stream()
                .map(Path::of)
                .filter(cgroup -> cgroup.endsWith(name) || Cgroup.isOfWarm(cgroup))
                .filter(cgroup -> Files.exists(cgroup.resolve("cgroup.procs")))
                .toList();
    }

    void put(SandboxPath file, byte[] content) throws SandboxException {
        if (content.length > Sandbox.MAX_PUT_BYTES) {
            throw new SandboxException(
                    "can't put %s into a sandbox: %,d bytes, more than %,d"
                            .formatted(file, content.length, Sandbox.MAX_PUT_BYTES));
        }
        try {
            Files.write(
                    resolve(file),
                    content,
                    StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new SandboxException("can't put " + file + " into a sandbox: " + e, e);
        }
    }

    TakenFile get(SandboxPath file, int maxBytes) throws SandboxException {
        try {
            return isBelowFolders(file)
                    ? read(resolve(file), maxBytes)
                    : new TakenFile.NotAFile("in what is no folder any more");
        } catch (NoSuchFileException e) {
            return new TakenFile.Absent();
        } catch (IOException e) {
            throw new SandboxException("can't take " + file + " out of a sandbox: " + e, e);
        }
    }

    /// Whether all before the last name are folders, and no links to some.
    private boolean isBelowFolders(SandboxPath file) {
        Path path = folder;
        for (String part : file.parts().subList(0, file.parts().size() - 1)) {
            path = path.resolve(part);
            if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                return false;
            }
        }
        return true;
    }

    List<SandboxEntry> list(SandboxPath file, int most) throws SandboxException {
        try {
            return isBelowFolders(file) ? FolderListing.of(resolve(file), most) : List.of();
        } catch (IOException e) {
            throw new SandboxException("can't list " + file + " of a sandbox: " + e, e);
        }
    }

    InputStream open(SandboxPath file) throws SandboxException {
        Path path = resolve(file);
        try {
            if (!isBelowFolders(file) || !Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                throw new SandboxException(file + " is no plain file of the sandbox");
            }
            return Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            throw new SandboxException("can't take " + file + " out of a sandbox: " + e, e);
        }
    }

    private static TakenFile read(Path file, int maxBytes) throws IOException {
        var attributes =
                Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (attributes.isSymbolicLink()) {
            return new TakenFile.NotAFile("a symbolic link");
        }
        if (attributes.isDirectory()) {
            return new TakenFile.NotAFile("a folder");
        }
        if (!attributes.isRegularFile()) {
            return new TakenFile.NotAFile("a pipe, socket or device");
        }
        if (attributes.size() > maxBytes) {
            return new TakenFile.TooLarge(attributes.size());
        }
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            byte[] bytes = in.readNBytes(maxBytes);
            return in.read() < 0
                    ? new TakenFile.Content(bytes)
                    : new TakenFile.TooLarge(maxBytes + 1L);
        }
    }

    /// Removes the folder with all it holds.
    void remove() throws IOException {
        FolderRemoval.remove(folder, folder.resolve(LOCK));
    }

    /// Gives the lock back: what is left of the folder is abandoned.
    @Override
    public void close() throws IOException {
        lock.close();
    }
}
