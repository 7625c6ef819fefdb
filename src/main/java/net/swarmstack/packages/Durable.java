package net.swarmstack.packages;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;

/// Files that outlive a power cut, or were never there.
public final class Durable {

    private Durable() {}

    /// Puts the bytes in the place of the file, whole or not at all.
    public static void write(Path file, byte[] bytes) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IOException(file + " is no file");
        }
        Path temporary = Files.createTempFile(folder, ".new-", "");
        try {
            Files.write(temporary, bytes);
            sync(temporary);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            sync(folder);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /// Waits until a file, or the names in a folder, are on the disk.
    public static void sync(Path path) throws IOException {
        try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /// Waits until a folder with all that is in it is on the disk.
    static void syncTree(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : (Iterable<Path>) all::iterator) {
                sync(path);
            }
        }
    }

    /// Makes a file or folder as young as one that is written now, by the disk's own clock, for
    /// that is what the times of others are from.
    ///
    /// @param scratch a folder on the same disk that is there
    /// @return false where the file is gone
    public static boolean renew(Path path, Path scratch) throws IOException {
        Path clock = Files.createTempFile(scratch, ".new-", "");
        try {
            Files.setLastModifiedTime(path, Files.getLastModifiedTime(clock));
            return true;
        } catch (NoSuchFileException e) {
            return false;
        } finally {
            Files.deleteIfExists(clock);
        }
    }

    /// Deletes a folder with all that is in it, where it is there, read-only folders included.
    /// Links are deleted, not followed. Somebody else may be deleting it too.
    public static void deleteTree(Path folder) throws IOException {
        if (Files.exists(folder)) {
            Files.walkFileTree(folder, new Deletion());
        }
    }

    private static final class Deletion extends SimpleFileVisitor<Path> {

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
                throws IOException {
            try {
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
                return FileVisitResult.CONTINUE;
            } catch (NoSuchFileException e) {
                return FileVisitResult.SKIP_SUBTREE;
            }
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
            if (failure instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw failure;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
                throws IOException {
            if (failure != null) {
                throw failure;
            }
            Files.deleteIfExists(folder);
            return FileVisitResult.CONTINUE;
        }
    }
}
