package net.swarmstack.engine;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.model.Failure;
import net.swarmstack.model.RunId;
import net.swarmstack.model.StepStatus;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import tools.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/// How steps and runs end, whatever the cause, as the columns of the registry say it.
@Timeout(60)
class StatusTableTest {

    private static final String CHAIN =
            """
            steps:
              - {id: a, agent: any, retry: {attempts: 2, delay_seconds: 3, jitter: 0}}
              - {id: b, agent: any}
            """;

    private static final String WITH_HANDLERS =
            CHAIN
                    + """
                    on_error:
                      - notify: {type: log, message: tell}
                    finally:
                      - notify: {type: log, message: clean up}
                    """;

    @TempDir Path folder;
    private final List<String> statusesWhenTold = new CopyOnWriteArrayList<>();
    private EngineOnSqlite engine;

    @BeforeEach
    void open() {
        engine = new EngineOnSqlite(folder, 2, new FailingNotifier());
    }

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void acceptedRunIsRunningAndItsFirstStepWithIt() throws InterruptedException {
        var hold = new CountDownLatch(1);
        engine.runner.holding("a", hold);

        RunHandle run = engine.start(CHAIN);

        assertThat(engine.run(run.id())).isEqualTo("running");
        assertThat(engine.steps(run.id())).containsExactly("a: running");
        hold.countDown();
        run.await();
    }

    @Test
    void stepInLineForASlotIsPending() throws InterruptedException {
        var hold = new CountDownLatch(1);
        engine.runner.holding("a", hold).holding("b", hold);

        RunHandle run =
                engine.start(
                        """
                        steps:
                          - {id: a, agent: any, needs: []}
                          - {id: b, agent: any, needs: []}
                          - {id: c, agent: any, needs: []}
                        """);

        assertThat(engine.steps(run.id()))
                .containsExactly("a: running", "b: running", "c: pending");
        hold.countDown();
        run.await();
    }

    @Test
    void stepsThatSucceedEndARunThatSucceeds() throws InterruptedException {
        RunHandle run = engine.start(CHAIN);

        run.await();

        assertThat(engine.run(run.id())).isEqualTo("succeeded, completed");
        assertThat(engine.steps(run.id()))
                .containsExactly("a: succeeded, completed", "b: succeeded, completed");
    }

    @Test
    void finalStatusIsSetBeforeTheHandlersRunAndNoneOfThemChangesIt() throws InterruptedException {
        engine.runner.failing("a", Failure.Type.BAD_OUTPUT, "no number");
        RunHandle run = engine.start(WITH_HANDLERS);

        engine.passTime(1);
        run.await();

        assertThat(statusesWhenTold).hasSize(2).containsOnly(engine.run(run.id()));
        assertThat(engine.run(run.id())).isEqualTo("failed, completed, a, bad_output: no number");
    }

    @Test
    void stepWithAFalseConditionIsSkippedAndItsRunSucceeds() throws InterruptedException {
        RunHandle run =
                engine.start(
                        """
                        steps:
                          - {id: a, agent: any, if: 1 > 2}
                          - {id: b, agent: any}
                        """);

        run.await();

        assertThat(engine.run(run.id())).isEqualTo("succeeded, completed");
        assertThat(engine.steps(run.id()))
                .containsExactly("a: skipped, completed", "b: succeeded, completed");
    }

    @Test
    void stepsThatDependOnAFailedOneAreSkippedAndOthersNotStartedAreCancelled()
            throws InterruptedException {
        engine.runner.failing("a", Failure.Type.ERROR, "no luck");
        RunHandle run =
                engine.start(
                        """
                        steps:
                          - {id: a, agent: any, needs: []}
                          - {id: behind-a, agent: any, needs: [a]}
                          - {id: behind-that, agent: any, needs: [behind-a]}
                          - {id: other, agent: any, needs: []}
                          - {id: behind-other, agent: any, needs: [other]}
                        concurrency: {steps: 1}
                        """);

        run.await();

        assertThat(engine.run(run.id())).isEqualTo("failed, completed, a, error: no luck");
        assertThat(engine.steps(run.id()))
                .containsExactly(
                        "a: failed, completed, error: no luck",
                        "behind-a: skipped, completed",
                        "behind-other: cancelled, completed",
                        "behind-that: skipped, completed",
                        "other: cancelled, completed");
    }

    @Test
    void attemptThatFailsWithAttemptsLeftLeavesTheStepWaitingAndTheRunRunning()
            throws InterruptedException {
        engine.runner.failingFirst("a", 1, Failure.Type.ERROR, "no luck");
        RunHandle run = engine.start(CHAIN);

        engine.await(run, "a", StepStatus.WAITING);

        assertThat(engine.run(run.id())).isEqualTo("running");
        assertThat(engine.steps(run.id())).containsExactly("a: waiting, error: no luck");
        engine.passTime(1);
        run.await();
        assertThat(engine.steps(run.id()))
                .containsExactly("a: succeeded, completed, 1 retries", "b: succeeded, completed");
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"TIMEOUT", "CANCELLED"})
    void lastAttemptThatFailsFailsTheStepAndTheRun(Failure.Type type) throws InterruptedException {
        engine.runner.failing("a", type, "no luck");
        RunHandle run = engine.start("steps: [{id: a, agent: any}, {id: b, agent: any}]\n");

        run.await();

        String error = type.text() + ": no luck";
        assertThat(engine.run(run.id())).isEqualTo("failed, completed, a, " + error);
        assertThat(engine.steps(run.id()))
                .containsExactly("a: failed, completed, " + error, "b: skipped, completed");
    }

    @Test
    void lastOfSeveralAttemptsThatFailsFailsTheStepAndTheRun() throws InterruptedException {
        engine.runner.failing("a", Failure.Type.OOM, "killed at 128 MB");
        RunHandle run = engine.start(CHAIN);

        engine.passTime(1);
        run.await();

        assertThat(engine.run(run.id())).isEqualTo("failed, completed, a, oom: killed at 128 MB");
        assertThat(engine.steps(run.id()))
                .containsExactly(
                        "a: failed, completed, 1 retries, oom: killed at 128 MB",
                        "b: skipped, completed");
    }

    @Test
    void deadlineOfAnAttemptTimesTheStepOutAndFailsTheRun() throws InterruptedException {
        engine.runner.failing("a", Failure.Type.TIMEOUT, "killed after 5 s");
        RunHandle run = engine.start("steps: [{id: a, agent: any}, {id: b, agent: any}]\n");

        run.await();

        assertThat(engine.run(run.id()))
                .isEqualTo("failed, completed, a, timeout: killed after 5 s");
        assertThat(engine.steps(run.id()))
                .containsExactly(
                        "a: timed_out, completed, timeout: killed after 5 s",
                        "b: skipped, completed");
    }

    @Test
    void deadlineOfAStepTimesItOutAndFailsTheRun() throws InterruptedException {
        engine.runner.hanging("a");
        RunHandle run =
                engine.start(
                        """
                        steps:
                          - {id: a, agent: any, step_timeout_seconds: 5, retry: {attempts: 2}}
                          - {id: b, agent: any}
                        """);

        engine.passTime(1);
        run.await();

        String error = "timeout: stopped at the step's step_timeout_seconds of 5 s";
        assertThat(engine.run(run.id())).isEqualTo("failed, completed, a, " + error);
        assertThat(engine.steps(run.id()))
                .containsExactly("a: timed_out, completed, " + error, "b: skipped, completed");
    }

    @Test
    void deadlineOfTheRunCancelsOpenStepsAndTimesTheRunOut() throws InterruptedException {
        engine.runner.hanging("a").failing("b", Failure.Type.ERROR, "no luck");
        RunHandle run =
                engine.start(
                        """
                        timeout_seconds: 60
                        steps:
                          - {id: a, agent: any, needs: []}
                          - id: b
                            agent: any
                            needs: []
                            retry: {attempts: 2, delay_seconds: 90, max_delay_seconds: 90, jitter: 0}
                          - {id: c, agent: any, needs: [b]}
                        """);
        engine.await(run, "b", StepStatus.WAITING);

        engine.passTime(2);
        run.await();

        assertThat(engine.run(run.id()))
                .isEqualTo(
                        "timed_out, completed, timeout: stopped at the workflow's timeout_seconds of 60 s");
        assertThat(engine.steps(run.id()))
                .containsExactly(
                        "a: cancelled, completed, cancelled: stopped",
                        "b: cancelled, completed, error: no luck",
                        "c: cancelled, completed");
    }

    @Test
    void cancelCancelsOpenStepsAndTheRun() throws InterruptedException {
        engine.runner.hanging("b");
        RunHandle run =
                engine.start(
                        """
                        steps:
                          - {id: a, agent: any}
                          - {id: b, agent: any}
                          - {id: c, agent: any}
                        """);
        engine.await(run, "b", StepStatus.RUNNING);

        run.cancel();
        run.await();

        assertThat(engine.run(run.id())).isEqualTo("cancelled, completed");
        assertThat(engine.steps(run.id()))
                .containsExactly(
                        "a: succeeded, completed",
                        "b: cancelled, completed, cancelled: stopped",
                        "c: cancelled, completed");
    }

    /// Remembers how the run stands when it is told, and fails.
    private final class FailingNotifier implements Notifier {

        @Override
        public String type() {
            return "log";
        }

        @Override
        public void notify(RunId run, JsonNode settings) {
            statusesWhenTold.add(engine.run(run));
            throw new SwarmException(Code.INTERNAL, "nobody listens");
        }
    }
}
