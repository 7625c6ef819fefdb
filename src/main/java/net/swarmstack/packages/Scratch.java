package net.swarmstack.packages;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;

/// A folder for work that may fail, in the store itself, so that what it made can be moved into
/// place. Gone at the end, or where the process was killed, with the first one made an hour later.
///
/// @param folder its owner's alone
record Scratch(Path folder) implements AutoCloseable {

    private static final String PREFIX = ".new-";
    private static final Duration LONGEST = Duration.ofHours(1);

    static Scratch in(Path store) throws IOException {
        Files.createDirectories(store);
        var scratch = new Scratch(Files.createTempDirectory(store, PREFIX));
        // The disk's own clock, for that is what the other folders' times are from.
        FileTime now = Files.getLastModifiedTime(scratch.folder);
        try (DirectoryStream<Path> others = Files.newDirectoryStream(store, PREFIX + "*")) {
            for (Path other : others) {
                if (isOld(other, now)) {
                    Durable.deleteTree(other);
                }
            }
        } catch (NoSuchFileException e) {
            return scratch; // somebody else deletes it
        }
        return scratch;
    }

    private static boolean isOld(Path folder, FileTime now) throws IOException {
        return Files.exists(folder)
                && Files.getLastModifiedTime(folder)
                        .toInstant()
                        .isBefore(now.toInstant().minus(LONGEST));
    }

    @Override
    public void close() throws IOException {
        Durable.deleteTree(folder);
    }
}
