package net.swarmstack.logs;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.model.Json;
import net.swarmstack.model.RunId;
import net.swarmstack.model.StepId;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

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

        new LogTimeline()
                .read(
                        logs.files(RUN, Optional.empty()),
                        true,
                        entry -> {
                            lines.add(entry.line().message());
                            return lines.size() < 2;
                        });

        assertThat(lines).containsExactly("0", "10");
    }

    @Test
    void readAgainItGivesWhatCameSince() throws IOException {
        var timeline = new LogTimeline();
        write("a", 1, 0, 10);
        write("b", 1, 5);
        more(timeline, false);
        write("a", 1, 20, 40);
        write("c", 1, 30);

        List<String> lines = more(timeline, false);

        assertThat(lines).containsExactly("20", "30", "40");
        assertThat(more(timeline, false)).isEmpty();
    }

    @Test
    void readerThatHadEnoughGoesOnThere() throws IOException {
        var timeline = new LogTimeline();
        write("a", 1, 0, 10, 20);
        timeline.read(logs.files(RUN, Optional.empty()), false, _ -> false);

        assertThat(more(timeline, false)).containsExactly("10", "20");
    }

    @Test
    void lineIsWaitedForUntilItIsWholeOrNothingComes() throws IOException {
        var timeline = new LogTimeline();
        Path file = logs.attemptFile(RUN, new StepId("a"), 1);
        write("a", 1, 0);
        Files.writeString(file, "{\"msg\":\"ha", StandardOpenOption.APPEND);

        assertThat(more(timeline, false)).containsExactly("0");
        assertThat(more(timeline, false)).isEmpty();
        assertThat(more(timeline, true)).containsExactly("{\"msg\":\"ha");
    }

    private List<String> more(LogTimeline timeline, boolean isOver) throws IOException {
        var lines = new ArrayList<String>();
        timeline.read(
                logs.files(RUN, Optional.empty()),
                isOver,
                entry -> lines.add(entry.line().message()));
        return lines;
    }

    @Test
    void entryAsJsonSaysWhoseItIs() throws IOException {
        try (LogFile log = logs.openAttempt(RUN, new StepId("run"), 12, 1 << 20)) {
            ObjectNode fields = Json.object().put("msg", "hi").put("n", 1);
            log.write(new LogLine(START, "stderr", "hi", Optional.of(fields)));
        }
        try (LogFile log = logs.openRun(RUN)) {
            log.write(LogLine.text(START.plusMillis(1), "notify", "done"));
        }

        List<String> lines = read(Optional.empty(), entry -> Json.compact(entry.toJson()));

        assertThat(lines)
                .containsExactly(
                        "{\"step\":\"run\",\"attempt\":12,\"at\":\"2026-11-24T20:00:00.000Z\","
                                + "\"stream\":\"stderr\",\"msg\":\"hi\",\"fields\":{\"msg\":\"hi\",\"n\":1}}",
                        "{\"step\":null,\"attempt\":null,\"at\":\"2026-11-24T20:00:00.001Z\","
                                + "\"stream\":\"notify\",\"msg\":\"done\"}");
    }

    @Test
    void fileThatIsNoLogIsNotRead() throws IOException {
        write("a", 1, 0);
        Files.writeString(logs.folder(RUN).resolve("a.old.jsonl"), "{}\n");

        assertThat(read(Optional.empty())).containsExactly("a.1 0");
    }

    @Test
    void runWithoutLogsHasNoLines() throws IOException {
        assertThat(read(Optional.empty())).isEmpty();
    }

    private List<String> read(Optional<StepId> step) throws IOException {
        return read(step, entry -> entry.log() + " " + entry.line().message());
    }

    private List<String> read(Optional<StepId> step, Function<LogTimeline.Entry, String> form)
            throws IOException {
        var lines = new ArrayList<String>();
        new LogTimeline().read(logs.files(RUN, step), true, entry -> lines.add(form.apply(entry)));
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
