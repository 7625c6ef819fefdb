package net.swarmstack.catalog;

import net.swarmstack.model.Reason;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;
import net.swarmstack.packages.Durable;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;

/// A file, or a folder with all that is in it, which somebody else may be deleting too.
///
/// @param top it need not be there
record FileTree(Path top) {

    /// The sizes of its files together, in bytes.
    long sizeBytes() {
        var sum = new Sum();
        try {
            Files.walkFileTree(top, sum);
        } catch (IOException e) {
            throw new SwarmException(
                    Code.STORE_FAILED, "can't read " + top + ": " + Reason.of(e), e);
        }
        return sum.bytes;
    }

    /// Whether it is there, and its top was written last before a moment.
    boolean isOlderThan(Instant moment) {
        try {
            return Files.getLastModifiedTime(top, LinkOption.NOFOLLOW_LINKS)
                    .toInstant()
                    .isBefore(moment);
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw new SwarmException(
                    Code.STORE_FAILED, "can't read " + top + ": " + Reason.of(e), e);
        }
    }

    /// Deletes it; links are deleted, not followed.
    void delete() throws IOException {
        Durable.deleteTree(top);
    }

    private static final class Sum extends SimpleFileVisitor<Path> {

        private long bytes;

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            bytes += attributes.size();
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
            if (failure instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw failure;
        }
    }
}
