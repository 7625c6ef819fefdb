package net.swarmstack.sandbox.host;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Kills a sandbox that has written more files than it may. It looks every 100 ms, or less often
/// where a look takes long, so a program may write for that long beyond its limit. A sparse file
/// counts as if it were full, and a file or folder at least a block.
final class DiskWatch {

    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final int LOOK_SHARE = 10;
    private static final int BLOCK_BYTES = 4096;

    private final SandboxFolder folder;
    private final long limitBytes;
    private final Runnable kill;
    private volatile boolean exceeded;

    /// @param kill ends the sandbox
    DiskWatch(SandboxFolder folder, long limitBytes, Runnable kill) {
        this.folder = folder;
        this.limitBytes = limitBytes;
        this.kill = kill;
    }

    /// Looks until the sandbox has ended, on the calling thread.
    void watch(CompletableFuture<?> end) {
        Duration pause = PAUSE;
        while (!isOver(end, pause)) {
            long startedAt = System.nanoTime();
            look();
            Duration took = Duration.ofNanos(System.nanoTime() - startedAt);
            pause = PAUSE.plus(took.multipliedBy(LOOK_SHARE));
        }
    }

    /// Whether more than allowed was found, at any time.
    boolean isExceeded() {
        return exceeded;
    }

    /// Looks, and kills where it finds too much.
    void look() {
        if (!exceeded && Usage.of(folder.path(), limitBytes) > limitBytes) {
            exceeded = true;
            kill.run();
        }
    }

    private static boolean isOver(CompletableFuture<?> end, Duration pause) {
        return end.handle((_, _) -> true)
                .completeOnTimeout(false, pause.toNanos(), TimeUnit.NANOSECONDS)
                .join();
    }

    private static final class Usage extends SimpleFileVisitor<Path> {

        private final long enough;
        private long bytes;

        private Usage(long enough) {
            this.enough = enough;
        }

        /// The bytes below a folder, counted until there are more than enough. What goes away
        /// meanwhile, or can't be read, counts a block.
        static long of(Path folder, long enough) {
            var usage = new Usage(enough);
            try {
                Files.walkFileTree(folder, usage);
            } catch (IOException e) {
                // What was counted counts.
            }
            return usage.bytes;
        }

        private FileVisitResult add(long more) {
            bytes += Math.max(more, BLOCK_BYTES);
            return bytes > enough ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
            return add(0);
        }

        @Override
        public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
            return add(attributes.isRegularFile() ? attributes.size() : 0);
        }

        @Override
        public FileVisitResult visitFileFailed(Path path, IOException failure) {
            return add(0);
        }

        @Override
        public FileVisitResult postVisitDirectory(Path path, IOException failure) {
            return FileVisitResult.CONTINUE;
        }
    }
}
