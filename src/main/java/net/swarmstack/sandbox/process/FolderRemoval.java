package net.swarmstack.sandbox.process;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Deque;

/// Removes a folder that untrusted code wrote in. Folders inside are moved to its top before they
/// are emptied, so neither their depth nor the length of their paths has a limit; links are not
/// followed, and folders without permissions get some.
final class FolderRemoval {

    private final Path top;
    private final Deque<Path> waiting = new ArrayDeque<>();
    private long moved;

    private FolderRemoval(Path top) {
        this.top = top;
    }

    /// Removes a folder with all it holds; nothing may write in it meanwhile. Does nothing where
    /// there is none.
    static void remove(Path folder) throws IOException {
        if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            new FolderRemoval(folder).run();
        }
    }

    private void run() throws IOException {
        permit(top);
        empty(top);
        while (!waiting.isEmpty()) {
            Path folder = waiting.pop();
            empty(folder);
            Files.delete(folder);
        }
        Files.delete(top);
    }

    private void empty(Path folder) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    permit(entry);
                    waiting.push(folder.equals(top) ? entry : moveUp(entry));
                } else {
                    Files.delete(entry);
                }
            }
        }
    }

    private Path moveUp(Path folder) throws IOException {
        Path target;
        do {
            target = top.resolve(".removed-" + moved++);
        } while (Files.exists(target, LinkOption.NOFOLLOW_LINKS));
        return Files.move(folder, target);
    }

    private static void permit(Path folder) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }
}
