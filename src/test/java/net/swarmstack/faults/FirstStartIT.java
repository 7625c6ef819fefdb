package net.swarmstack.faults;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.e2e.Program;
import net.swarmstack.e2e.Program.Result;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/// The process that makes a root is killed at a system call, or the call fails; another makes it.
@Timeout(value = 60, unit = TimeUnit.MINUTES)
class FirstStartIT {

    private static final int NO_MORE_THAN = 1000;

    @TempDir private Path folder;

    @Test
    void rootIsMadeByTheNextWhereTheFirstWasKilled() throws IOException {
        all("fsync", "signal=SIGKILL", List.of(3));
        all("pwrite64", "signal=SIGKILL", List.of(20));
        all("rename", "signal=SIGKILL", List.of(4));
    }

    @Test
    void rootIsMadeByTheNextWhereTheFirstWasRefused() throws IOException {
        all("fsync", "error=EIO", List.of(5));
        all("pwrite64", "error=ENOSPC", List.of(9));
        all("rename", "error=EIO", List.of());
    }

    private void all(String call, String fault, List<Integer> sample) throws IOException {
        long begin = System.nanoTime();
        int injected = 0;
        List<Integer> numbers =
                FaultTable.isLong() ? IntStream.range(1, NO_MORE_THAN).boxed().toList() : sample;
        for (int n : numbers) {
            Path place = Files.createDirectory(folder.resolve(call + "-" + System.nanoTime()));
            if (!hits(place, "%s:%s:when=%d".formatted(call, fault, n), call)) {
                assertThat(FaultTable.isLong()).as("%s %s %d", call, fault, n).isTrue();
                break;
            }
            injected++;
            Result second = new Program(place).run("init");
            assertThat(second.exit()).as("%s %s %d: %s", call, fault, n, second.err()).isZero();
            new Oracle(new FaultRoot(place)).assertWhole();
        }
        FaultTable.add(
                "swarm init of a new root: " + call + " " + fault,
                injected,
                "the next init makes it",
                Duration.ofNanos(System.nanoTime() - begin));
    }

    /// Makes a root; whether the fault came. Each thread counts by itself, and one does it all.
    private static boolean hits(Path place, String injection, String call) throws IOException {
        Path log = place.resolve("strace.log");
        var strace =
                List.of(
                        "strace",
                        "-f",
                        "-o",
                        log.toString(),
                        "-e",
                        "trace=" + call,
                        "-e",
                        "inject=" + injection);
        Result first = new Program(place, strace).run("init");
        String seen = Files.readString(log, StandardCharsets.ISO_8859_1);
        boolean isHit = seen.contains("(INJECTED)") || seen.contains("killed by SIGKILL");
        assertThat(isHit || first.exit() == 0).as(first.err()).isTrue();
        return isHit;
    }
}
