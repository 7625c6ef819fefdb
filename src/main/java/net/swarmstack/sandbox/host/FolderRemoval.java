package net.swarmstack.sandbox.host;

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
    private final Path last;
    private final Deque<Path> waiting = new ArrayDeque<>();
    private long moved;

    private FolderRemoval(Path top, Path last) {
        this.top = top;
        this.last = last;
    }

    /// Removes a folder with all it holds; nothing may write in it meanwhile. Does nothing where
    /// there is none.
    ///
    /// @param last a file in it that goes after everything else: where this process is killed, it
    ///   still stands beside what is left
    static void remove(Path folder, Path last) throws IOException {
        if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            new FolderRemoval(folder, last).run();
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
        Files.deleteIfExists(last);
        Files.deleteIfExists(top); // whoever sweeps may be faster, see SandboxFolder
    }

    private void empty(Path folder) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    permit(entry);
                    waiting.push(folder.equals(top) ? entry : moveUp(entry));
                } else if (!entry.equals(last)) {
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
