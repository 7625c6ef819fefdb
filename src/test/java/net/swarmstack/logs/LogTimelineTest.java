package net.swarmstack.logs;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.model.RunId;
import net.swarmstack.model.StepId;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

class LogTimelineTest {

    private static final RunId RUN = new RunId("019a0000-0000-7000-8000-000000000001");
    private static final Instant START = Instant.parse("2026-11-24T20:00:00Z");

    @TempDir private Path folder;
    private RunLogs logs;

    @BeforeEach
    void makeLogs() {
        logs = new RunLogs(folder);
    }

    @Test
    void linesOfAllLogsComeInOrderOfTime() throws IOException {
        write("a", 1, 0, 30);
        write("b", 1, 10, 20);
        try (LogFile run = logs.openRun(RUN)) {
            run.write(LogLine.text(START.plusMillis(40), "notify", "40"));
        }

        List<String> lines = read(Optional.empty());

        assertThat(lines).containsExactly("a.1 0", "b.1 10", "b.1 20", "a.1 30", "run 40");
    }

    @Test
    void logsOfOneStepAreReadAlone() throws IOException {
        write("run", 1, 0);
        write("run", 2, 10);
        write("run-2", 1, 5);
        logs.openRun(RUN).close();

        List<String> lines = read(Optional.of(new StepId("run")));

        assertThat(lines).containsExactly("run.1 0", "run.2 10");
    }

    @Test
    void lineThatWasCutOffIsShownAsItIs() throws IOException {
        write("a", 1, 0);
        byte[] torn =
                "{\"at\":\"2026-11-24T20:00:00.005Z\",\"msg\":\"\u00e9"
                        .getBytes(StandardCharsets.UTF_8);
        Files.write(
                logs.attemptFile(RUN, new StepId("a"), 1),
                java.util.Arrays.copyOf(torn, torn.length - 1),
                StandardOpenOption.APPEND);

        List<String> lines = read(Optional.empty());

        assertThat(lines)
                .containsExactly(
                        "a.1 0", "a.1 {\"at\":\"2026-11-24T20:00:00.005Z\",\"msg\":\"\ufffd");
    }

    @Test
    void readerThatHasEnoughGetsNoMore() throws IOException {
        write("a", 1, 0, 10, 20);
        var lines = new ArrayList<String>();

        LogTimeline.read(
                logs.files(RUN, Optional.empty()),
                entry -> {
                    lines.add(entry.line().message());
                    return lines.size() < 2;
                });

        assertThat(lines).containsExactly("0", "10");
    }

    @Test
    void runWithoutLogsHasNoLines() throws IOException {
        assertThat(read(Optional.empty())).isEmpty();
    }

    private List<String> read(Optional<StepId> step) throws IOException {
        var lines = new ArrayList<String>();
        LogTimeline.read(
                logs.files(RUN, step),
                entry -> lines.add(entry.log() + " " + entry.line().message()));
        return lines;
    }

    private void write(String step, int attempt, int... millis) throws IOException {
        try (LogFile log = logs.openAttempt(RUN, new StepId(step), attempt, 1 << 20)) {
            for (int at : millis) {
                log.write(LogLine.text(START.plusMillis(at), "stderr", Integer.toString(at)));
            }
        }
    }
}
