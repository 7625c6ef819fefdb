package net.swarmstack.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// What a person sees on a terminal.
final class TerminalIT {

    @TempDir private static Path folder;
    private static Program swarm;
    private static Path go;

    @BeforeAll
    static void register() {
        swarm = new Program(folder).trusting();
        go = folder.resolve("go");
        swarm.registerAgent(
                "gate",
                "while [ ! -e '" + go + "' ]; do sleep 0.05; done; echo '{\"payload\": 1}'");
        swarm.registerWorkflow(
                "flow", "steps: [{id: first, agent: gate}, {id: second, agent: gate}]\n");
        swarm.registerWorkflow(
                "long",
                IntStream.range(0, 40)
                        .mapToObj(i -> "{id: step" + i + ", agent: gate, needs: []}")
                        .collect(Collectors.joining(", ", "steps: [", "]\n")));
    }

    @AfterEach
    void endRuns() {
        swarm.endRuns();
    }

    @BeforeEach
    void closeTheGate() throws IOException {
        Files.deleteIfExists(go);
    }

    @Test
    void stepsAreDrawnInPlaceAndTheResultComesAfterThem() throws Exception {
        try (var terminal = open(80, 20, "$SWARM run flow")) {
            List<String> running = terminal.await("runs", s -> s.contains("first   running"));
            Files.createFile(go);
            List<String> ended = terminal.await("ended", s -> s.contains("exit 0"));

            assertThat(after("run ", running))
                    .hasSize(4)
                    .satisfies(l ->
                            assertThat(l.get(1)).matches("first   running .* gate@1.* proc-.*"))
                    .satisfies(l -> assertThat(l.get(2)).matches("second  pending  .*"))
                    .satisfies(l -> assertThat(l.get(3)).startsWith("0 done, 1 running, 1 to go"));
            assertThat(after("run ", ended))
                    .hasSize(8)
                    .satisfies(l -> assertThat(l.get(1)).startsWith("first   succeeded"))
                    .satisfies(l -> assertThat(l.get(2)).startsWith("second  succeeded"))
                    .satisfies(l -> assertThat(l.get(3)).matches("2 done  .*  succeeded"))
                    .endsWith("{", "  \"payload\" : 1", "}", "exit 0");
        }
    }

    @Test
    void narrowTerminalCutsWhatIsTooWide() throws Exception {
        try (var terminal = open(40, 20, "$SWARM run flow")) {
            List<String> running = terminal.await("runs", s -> s.contains("first   running"));

            assertThat(after("run ", running))
                    .hasSize(4)
                    .satisfies(l -> assertThat(l.get(1)).endsWith("…"))
                    .satisfies(l -> assertThat(l.get(3)).startsWith("0 done, 1 running, 1 to go"));
        }
    }

    @Test
    void longWorkflowStaysOnTheScreen() throws Exception {
        try (var terminal = open(80, 6, "$SWARM run long")) {
            List<String> running = terminal.await("runs", s -> s.contains(" running, "));
            Files.createFile(go);
            List<String> ended = terminal.await("ended", s -> s.contains("exit 0"));

            assertThat(after("run ", running)).hasSizeBetween(3, 5);
            assertThat(running.getLast()).matches("0 done, [0-9]+ running, [0-9]+ to go .*");
            assertThat(ended).contains("exit 0");
        }
    }

    @Test
    void interruptedRunLeavesTheTerminalInOrder() throws Exception {
        try (var terminal = open(80, 20, "$SWARM run flow")) {
            terminal.await("runs", s -> s.contains("first   running"));
            terminal.press("C-c");
            List<String> ended = terminal.await("ended", s -> s.contains("exit 130"));

            assertThat(after("run ", ended))
                    .anySatisfy(line -> assertThat(line).startsWith("first   cancelled"))
                    .anySatisfy(line -> assertThat(line).matches("2 done .* cancelled"));
            assertThat(terminal.showsItsCursor()).isTrue();
        }
    }

    @Test
    void resultInAFileHoldsNothingElse() throws Exception {
        Files.createFile(go);
        try (var terminal = open(80, 20, "$SWARM run flow >result.json")) {
            List<String> ended = terminal.await("ended", s -> s.contains("exit 0"));

            assertThat(Files.readString(folder.resolve("result.json")))
                    .isEqualTo("{\"payload\":1}\n");
            assertThat(ended).anySatisfy(line -> assertThat(line).startsWith("second  succeeded"));
        }
    }

    @Test
    void withoutAnimationEveryTransitionIsALine() throws Exception {
        Files.createFile(go);
        try (var terminal = open(80, 20, "NO_COLOR=1 $SWARM run flow")) {
            List<String> ended = terminal.await("ended", s -> s.contains("exit 0"));

            assertThat(ended)
                    .anySatisfy(line -> assertThat(line).matches(".*first   started .*"))
                    .anySatisfy(line -> assertThat(line).matches(".*first   succeeded .*"));
        }
    }

    @Test
    void tablesFitTheTerminal() throws Exception {
        try (var terminal = open(50, 20, "$SWARM agent list; $SWARM runs list")) {
            List<String> ended = terminal.await("ended", s -> s.contains("exit 0"));

            assertThat(ended)
                    .anySatisfy(line -> assertThat(line).startsWith("gate ").endsWith("…"))
                    .allSatisfy(line ->
                            assertThat(line).matches("(AGENT|echo|gate|RUN|[0-9a-f]{8}|exit) .*"));
        }
    }

    private static Terminal open(int columns, int rows, String line) {
        return Terminal.open(folder, swarm.root(), columns, rows, line);
    }

    /// The lines from the first that starts so.
    private static List<String> after(String start, List<String> lines) {
        return lines.stream().dropWhile(line -> !line.startsWith(start)).toList();
    }
}
