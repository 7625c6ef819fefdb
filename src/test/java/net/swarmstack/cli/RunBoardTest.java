package net.swarmstack.cli;

import static net.swarmstack.testing.RunScript.START;
import static net.swarmstack.testing.RunScript.inline;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.model.Failure;
import net.swarmstack.model.RunStatus;
import net.swarmstack.testing.Plans;
import net.swarmstack.testing.RunScript;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

class RunBoardTest {

    private static final String TWO =
            """
            steps:
              - {id: first, agent: any, retry: {attempts: 3}}
              - {id: second, agent: any}
            """;

    private final RunScript script = new RunScript(RunScript.run(1));

    @Test
    void everyStepHasItsStatusTimeAgentAndSandbox() {
        var board = board(TWO, false);
        script.accepted(inline("a", "b"), "first", "second")
                .resolved("first", inline("a", "b"))
                .started("first", "proc-1")
                .after(Duration.ofMillis(40))
                .succeeded("first", inline("a", "b"))
                .resolved("second", inline("a", "b"))
                .started("second", "proc-2");

        tell(board);

        assertThat(lines(board, 80, 24, Duration.ofMillis(1_240)))
                .isEqualTo(
                        """
                        run 00000001  flow@1.0.0
                        first   succeeded  40 ms     any@1.0.0  proc-1
                        second  running    1.2 s     any@1.0.0  proc-2
                        1 done, 1 running  1.2 s\
                        """);
    }

    @Test
    void waitingStepTellsWhatFailedAndWhatComes() {
        var board = board(TWO, false);
        script.accepted(inline("a", "b"), "first", "second")
                .resolved("first", inline("a", "b"))
                .started("first", "proc-1")
                .failedForNow("first", new Failure(Failure.Type.ERROR, "red \u001b[31m"));

        tell(board);

        assertThat(lines(board, 100, 24, Duration.ZERO))
                .contains(
                        "first   waiting    0 ms      any@1.0.0  proc-1  attempt 2 of 3: error: red"
                                + " \\u001b[31m\n")
                .endsWith("0 done, 1 waiting, 1 to go  0 ms");
    }

    @Test
    void anotherAttemptSaysWhichItIs() {
        var board = board(TWO, false);
        script.accepted(inline("a", "b"), "first", "second")
                .resolved("first", inline("a", "b"))
                .started("first", "proc-1")
                .failedForNow("first", new Failure(Failure.Type.ERROR, "broken"))
                .retryDue("first")
                .started("first", "proc-2");

        tell(board);

        assertThat(lines(board, 80, 24, Duration.ZERO))
                .contains("first   running    0 ms      any@1.0.0  proc-2  attempt 2\n");
    }

    @Test
    void itemsStandBelowTheirStepOnceTheyAreKnown() {
        var board = board(TWO, false);
        script.accepted(inline("a", "b"), "first", "second", "first[10]", "first[2]")
                .resolved("first[10]", inline("a", "b"))
                .started("first[10]", "proc-1")
                .resolved("first[2]", inline("a", "b"))
                .started("first[2]", "proc-2");

        tell(board);

        assertThat(
                        lines(board, 80, 24, Duration.ZERO)
                                .lines()
                                .map(line -> line.split(" ")[0])
                                .toList())
                .containsExactly("run", "first", "first[2]", "first[10]", "second", "0");
    }

    @Test
    void endOfTheRunStopsItsTime() {
        var board = board(TWO, false);
        script.accepted(inline("a", "b"), "first", "second")
                .resolved("first", inline("a", "b"))
                .started("first", "proc-1")
                .after(Duration.ofMillis(2_000))
                .failed("first", new Failure(Failure.Type.ERROR, "broken"))
                .finished(RunStatus.FAILED, Optional.empty(), Optional.of("first"));

        tell(board);

        assertThat(lines(board, 80, 24, Duration.ofHours(1)))
                .endsWith("0 done, 1 failed, 1 to go  2.0 s  failed");
    }

    @Test
    void statusIsColouredWhereThatIsWanted() {
        var board = board(TWO, true);
        script.accepted(inline("a", "b"), "first", "second").wholeStep("first");

        tell(board);

        assertThat(lines(board, 30, 24, Duration.ZERO))
                .contains("first   \u001b[32msucceeded\u001b[0m  0 ms ");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 20, 39, 79, 200})
    void noLineIsWiderThanTheTerminal(int columns) {
        var board = board(TWO, false);
        script.accepted(inline("a", "b"), "first", "second")
                .resolved("first", inline("a", "b"))
                .started("first", "proc-1")
                .failed("first", new Failure(Failure.Type.ERROR, "世界".repeat(100)));

        tell(board);

        assertThat(lines(board, columns, 24, Duration.ZERO).lines())
                .hasSize(4)
                .allSatisfy(line -> assertThat(Text.width(line)).isLessThanOrEqualTo(columns));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 10, 41})
    void longWorkflowNeverTakesMoreThanTheHeight(int height) {
        String[] steps = IntStream.range(0, 40).mapToObj(i -> "s" + i).toArray(String[]::new);
        var board = board(forty(), false);
        script.accepted(inline("a", "b"), steps);
        for (int i = 0; i < 15; i++) {
            script.resolved("s" + i, inline("a", "b")).started("s" + i, "proc-" + i);
        }

        tell(board);

        String lines = lines(board, 80, height, Duration.ZERO);
        assertThat(lines.lines()).hasSizeLessThanOrEqualTo(height);
        assertThat(lines).endsWith("0 done, 15 running, 25 to go  0 ms");
    }

    @Test
    void longWorkflowShowsWhatExecutesThenWhatFailed() {
        String[] steps = IntStream.range(0, 40).mapToObj(i -> "s" + i).toArray(String[]::new);
        var board = board(forty(), false);
        script.accepted(inline("a", "b"), steps)
                .wholeStep("s0")
                .resolved("s1", inline("a", "b"))
                .started("s1", "proc-1")
                .failed("s1", new Failure(Failure.Type.ERROR, "broken"))
                .resolved("s2", inline("a", "b"))
                .started("s2", "proc-2");

        tell(board);

        assertThat(lines(board, 80, 10, Duration.ZERO).lines().map(line -> line.split(" ")[0]))
                .containsExactly("run", "s2", "s1", "1");
    }

    private static String forty() {
        return IntStream.range(0, 40)
                .mapToObj(i -> "  - {id: s" + i + ", agent: any, needs: []}\n")
                .collect(Collectors.joining("", "steps:\n", ""));
    }

    private static RunBoard board(String steps, boolean colours) {
        return new RunBoard(Plans.of(steps), "flow@1.0.0", new Paint(colours));
    }

    private void tell(RunBoard board) {
        script.take().forEach(board::onTransition);
    }

    private static String lines(RunBoard board, int columns, int height, Duration sinceStart) {
        return String.join("\n", board.lines(START.plus(sinceStart), columns, height));
    }
}
