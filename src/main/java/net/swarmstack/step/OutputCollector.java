package net.swarmstack.step;

import net.swarmstack.sandbox.OutputListener;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.TreeMap;

/// Takes what an agent writes while it runs: stderr goes to the log at once; stdout is kept, since
/// only the end tells whether it is the output or another log.
///
/// Each stream is told by one thread; what was collected is read after the execution ended.
final class OutputCollector implements OutputListener {

    /// The most that stdout takes, in bytes: as much as the file of an output.
    static final int MAX_STDOUT_BYTES = 8 << 20;

    private static final Duration BETWEEN_ARRIVALS = Duration.ofMillis(100);
    private static final int MAX_ARRIVALS = 10_000;

    private final AttemptLog log;
    private final InstantSource clock;
    private final LineSplitter stderr = new LineSplitter(this::stderrLine);
    private final ByteArrayOutputStream stdout = new ByteArrayOutputStream();

    /// When the byte at a place of stdout came, every so often.
    private final TreeMap<Integer, Instant> arrivals = new TreeMap<>();

    private final LastWords lastWords = new LastWords();
    private volatile boolean overLimit;

    OutputCollector(AttemptLog log, InstantSource clock) {
        this.log = log;
        this.clock = clock;
        arrivals.put(0, clock.instant());
    }

    @Override
    public boolean onOutput(Stream stream, ByteBuffer chunk) {
        return switch (stream) {
            case STDOUT -> keep(chunk);
            case STDERR -> {
                stderr.add(chunk, clock.instant());
                log.flush();
                yield true;
            }
        };
    }

    private boolean keep(ByteBuffer chunk) {
        if (stdout.size() + chunk.remaining() > MAX_STDOUT_BYTES) {
            overLimit = true;
            return false;
        }
        Instant now = clock.instant();
        Instant due = arrivals.lastEntry().getValue().plus(BETWEEN_ARRIVALS);
        if (now.isAfter(due) && arrivals.size() < MAX_ARRIVALS) {
            arrivals.put(stdout.size(), now);
        }
        byte[] bytes = new byte[chunk.remaining()];
        chunk.get(bytes);
        stdout.writeBytes(bytes);
        return true;
    }

    private void stderrLine(Instant at, String line) {
        lastWords.add(line);
        log.agent(at, "stderr", line);
    }

    /// Ends the last line of stderr.
    void end() {
        stderr.end();
    }

    /// Whether stdout took more than [#MAX_STDOUT_BYTES], so that the agent was killed.
    boolean isOverLimit() {
        return overLimit;
    }

    byte[] stdout() {
        return stdout.toByteArray();
    }

    /// What stderr ended with; empty where it is blank.
    String lastWords() {
        return lastWords.text();
    }

    /// Writes stdout to the log, for it is not the output.
    void logStdout() {
        byte[] all = stdout.toByteArray();
        var lines = new LineSplitter((at, line) -> log.agent(at, "stdout", line));
        arrivals.forEach((start, at) -> {
            Integer next = arrivals.higherKey(start);
            int end = next == null ? all.length : next;
            lines.add(ByteBuffer.wrap(all, start, end - start), at);
        });
        lines.end();
    }
}
