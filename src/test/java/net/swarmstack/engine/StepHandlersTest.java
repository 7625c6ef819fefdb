package net.swarmstack.engine;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.model.Failure;
import net.swarmstack.model.Json;
import net.swarmstack.model.RunStatus;
import net.swarmstack.model.StepStatus;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;

/// Steps among the handlers of a run's end.
@Timeout(60)
class StepHandlersTest {

    private static final String FAILS =
            """
            steps: [{id: a, agent: any}]
            on_error:
              - step:
                  id: tell
                  agent: any
                  inputs: {what: "${error.message}", where: "${error.step}", type: "${error.type}"}
            """;

    @TempDir private Path folder;

    private EngineOnSqlite engine;

    @BeforeEach
    void open() {
        engine = new EngineOnSqlite(folder, 4);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void stepOfAHandlerHasARowLikeAnyOther() throws InterruptedException {
        engine.runner.failing("a", Failure.Type.OOM, "killed at 128 MB");
        RunHandle run = engine.start(FAILS);

        run.await();

        assertThat(engine.run(run.id())).isEqualTo("failed, completed, a, oom: killed at 128 MB");
        assertThat(engine.steps(run.id()))
                .containsExactly(
                        "a: failed, completed, oom: killed at 128 MB",
                        "tell: succeeded, completed");
    }

    @Test
    void stepOfAHandlerReadsTheError() throws InterruptedException {
        engine.runner.failing("a", Failure.Type.OOM, "killed at 128 MB");

        engine.start(FAILS).await();

        assertThat(Json.compact(engine.runner.attempts().getLast().inputs()))
                .isEqualTo("{\"what\":\"killed at 128 MB\",\"where\":\"a\",\"type\":\"oom\"}");
    }

    @Test
    void handlersRunInTheirOrderOneAfterAnother() throws InterruptedException {
        engine.start(
                        """
                        steps: [{id: a, agent: any}]
                        on_success:
                          - step: {id: first, agent: any}
                          - step: {id: second, agent: any}
                        finally:
                          - step: {id: last, agent: any}
                        """)
                .await();

        assertThat(engine.runner.steps()).containsExactly("a", "first", "second", "last");
    }

    @Test
    void handlerThatFailsIsRecordedAndChangesNothingOfTheRun() throws InterruptedException {
        engine.runner.failing("tell", Failure.Type.ERROR, "no network");
        RunHandle run =
                engine.start(
                        """
                        steps: [{id: a, agent: any, inputs: {x: 1}}]
                        on_success: [{step: {id: tell, agent: any}}]
                        finally: [{step: {id: last, agent: any}}]
                        """);

        RunOutcome outcome = run.await();

        assertThat(outcome.result().map(Json::compact)).contains("{\"x\":1}");
        assertThat(engine.run(run.id())).isEqualTo("succeeded, completed");
        assertThat(engine.steps(run.id()))
                .containsExactly(
                        "a: succeeded, completed",
                        "last: succeeded, completed",
                        "tell: failed, completed, error: no network");
    }

    @Test
    void handlerWhoseInputsCantBeMadeFailsAndTheNextOneRuns() throws InterruptedException {
        RunHandle run =
                engine.start(
                        """
                        steps: [{id: a, agent: any}]
                        on_success:
                          - step: {id: tell, agent: any, inputs: {x: "${steps.a.outputs.none}"}}
                          - step: {id: last, agent: any}
                        """);

        run.await();

        assertThat(engine.steps(run.id()).getLast())
                .startsWith("tell: failed, completed, bad_input: ");
        assertThat(engine.runner.steps()).containsExactly("a", "last");
    }

    @Test
    void whoWaitsForARunWaitsForItsHandlersToo() throws Exception {
        var goesOn = new CountDownLatch(1);
        engine.runner.holding("last", goesOn);
        RunHandle run =
                engine.start(
                        """
                        steps: [{id: a, agent: any}]
                        finally: [{step: {id: last, agent: any}}]
                        """);
        engine.await(run, "last", StepStatus.RUNNING);
        String whileItExecutes = engine.run(run.id());
        var waiting = new FutureTask<>(run::await);
        Thread.ofVirtual().start(waiting);

        assertThat(whileItExecutes).startsWith("succeeded");
        assertThat(waiting.isDone()).isFalse();
        goesOn.countDown();
        assertThat(waiting.get().status()).isEqualTo(RunStatus.SUCCEEDED);
    }

    @Test
    void handlerIsTriedAgain() throws InterruptedException {
        engine.runner.failingFirst("tell", 1, Failure.Type.ERROR, "no network");
        RunHandle run =
                engine.start(
                        """
                        steps: [{id: a, agent: any}]
                        finally: [{step: {id: tell, agent: any, retry: {attempts: 2}}}]
                        """);

        engine.passTime(1);
        run.await();

        assertThat(engine.steps(run.id()).getLast())
                .isEqualTo("tell: succeeded, completed, 1 retries");
    }

    @Test
    void handlerWithAFalseConditionIsSkipped() throws InterruptedException {
        RunHandle run =
                engine.start(
                        """
                        steps: [{id: a, agent: any}]
                        finally: [{step: {id: tell, agent: any, if: error.type == "oom"}}]
                        """);

        run.await();

        assertThat(engine.steps(run.id()).getLast()).isEqualTo("tell: skipped, completed");
    }

    @Test
    void cancelledRunStillExecutesWhatIsFinally() throws InterruptedException {
        engine.runner.hanging("a");
        RunHandle run =
                engine.start(
                        """
                        steps: [{id: a, agent: any}]
                        on_error: [{step: {id: tell, agent: any}}]
                        finally: [{step: {id: last, agent: any}}]
                        """);
        engine.await(run, "a", StepStatus.RUNNING);

        run.cancel();
        run.await();

        assertThat(engine.runner.steps()).containsExactly("a", "last");
        assertThat(engine.run(run.id())).startsWith("cancelled, completed");
    }

    @Test
    void handlerOfACancelledRunIsTriedAgain() throws InterruptedException {
        engine.runner.hanging("a");
        engine.runner.failingFirst("last", 1, Failure.Type.ERROR, "no network");
        RunHandle run =
                engine.start(
                        """
                        steps: [{id: a, agent: any}]
                        finally: [{step: {id: last, agent: any, retry: {attempts: 2}}}]
                        """);
        engine.await(run, "a", StepStatus.RUNNING);

        run.cancel();
        engine.passTime(1);
        run.await();

        assertThat(engine.steps(run.id()).getLast())
                .isEqualTo("last: succeeded, completed, 1 retries");
    }

    @Test
    void runsDeadlineIsNotThatOfItsHandlers() throws InterruptedException {
        var goesOn = new CountDownLatch(1);
        engine.runner.hanging("a");
        engine.runner.holding("tell", goesOn);
        RunHandle run =
                engine.start(
                        """
                        timeout_seconds: 5
                        steps: [{id: a, agent: any}]
                        on_error: [{step: {id: tell, agent: any, timeout_seconds: 30}}]
                        """);
        engine.await(run, "a", StepStatus.RUNNING);

        engine.passTime(1);
        engine.await(run, "tell", StepStatus.RUNNING);
        goesOn.countDown();
        run.await();

        assertThat(engine.run(run.id())).startsWith("timed_out, completed");
        assertThat(engine.steps(run.id()).getLast()).isEqualTo("tell: succeeded, completed");
        Attempt tell = engine.runner.attempts().getLast();
        assertThat(tell.timeout()).hasSeconds(30);
        assertThat(tell.deadline()).isAfter(engine.runner.attempts().getFirst().deadline());
    }

    @Test
    void ownDeadlineOfAHandlerEndsIt() throws InterruptedException {
        engine.runner.hanging("tell");
        RunHandle run =
                engine.start(
                        """
                        steps: [{id: a, agent: any}]
                        finally: [{step: {id: tell, agent: any, step_timeout_seconds: 5}}]
                        """);
        engine.await(run, "tell", StepStatus.RUNNING);

        engine.passTime(1);
        run.await();

        assertThat(engine.run(run.id())).isEqualTo("succeeded, completed");
        assertThat(engine.steps(run.id()).getLast()).startsWith("tell: timed_out, completed");
    }
}
