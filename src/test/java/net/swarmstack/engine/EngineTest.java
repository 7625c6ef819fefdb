package net.swarmstack.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.swarmstack.model.Failure;
import net.swarmstack.model.Json;
import net.swarmstack.model.RecordedEvent;
import net.swarmstack.model.RunEvent;
import net.swarmstack.model.RunEvent.AttemptStarted;
import net.swarmstack.model.RunId;
import net.swarmstack.model.RunStatus;
import net.swarmstack.model.StepId;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;
import net.swarmstack.testing.InMemoryHistory;
import net.swarmstack.testing.ManualTimers;
import net.swarmstack.testing.Plans;
import net.swarmstack.testing.ScriptedRunner;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

@Timeout(30)
class EngineTest {

    private static final String CHAIN =
            """
            steps:
              - {id: a, agent: any, inputs: {value: "${trigger.value}"}}
              - {id: b, agent: any, inputs: {value: "${steps.a.outputs.value}"}}
            """;

    private static final String BRANCHES =
            """
            steps:
              - {id: a, agent: any, needs: [], inputs: {from: a}}
              - {id: b, agent: any, needs: [], inputs: {from: b}}
            """;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final InMemoryHistory history = new InMemoryHistory();
    private final ScriptedRunner runner = new ScriptedRunner();
    private final ManualTimers timers = new ManualTimers();
    private final List<String> notified = new CopyOnWriteArrayList<>();
    private final Notifier log =
            new Notifier() {
                @Override
                public String type() {
                    return "log";
                }

                @Override
                public void notify(RunId run, JsonNode settings) {
                    notified.add(settings.get("message").stringValue());
                }
            };

    @AfterEach
    void close() {
        threads.close();
    }

    @Test
    void valuesOfTheTriggerPassThroughTheSteps() throws InterruptedException {
        RunOutcome outcome = run(CHAIN, "{\"value\":{\"a\":[1,2.5,null,\"x\"]}}");

        assertThat(outcome.status()).isEqualTo(RunStatus.SUCCEEDED);
        assertThat(outcome.result().map(Json::compact))
                .contains("{\"value\":{\"a\":[1,2.5,null,\"x\"]}}");
    }

    @Test
    void resultOfSeveralLastStepsIsAnObjectOfTheirOutputs() throws InterruptedException {
        RunOutcome outcome = run(BRANCHES, "{}");

        assertThat(outcome.result().map(Json::compact))
                .contains("{\"a\":{\"from\":\"a\"},\"b\":{\"from\":\"b\"}}");
    }

    @Test
    void declaredOutputsReplaceTheResult() throws InterruptedException {
        RunOutcome outcome =
                run(CHAIN + "outputs: {said: \"<${steps.b.outputs.value}>\"}\n", "{\"value\":7}");

        assertThat(outcome.result().map(Json::compact)).contains("{\"said\":\"<7>\"}");
    }

    @Test
    void runIsDurableWhenStartReturns() {
        var hold = new CountDownLatch(1);
        runner.holding("a", hold);

        RunHandle handle = start(CHAIN, "{\"value\":1}", 2);

        assertThat(history.events(handle.id()))
                .first()
                .extracting(RecordedEvent::event)
                .isInstanceOf(RunEvent.RunAccepted.class);
        hold.countDown();
    }

    @Test
    void attemptIsDurableBeforeItStarts() throws InterruptedException {
        var durable = new ArrayList<Boolean>();
        runner.when(
                "a",
                (attempt, _) -> {
                    durable.add(
                            history.events(attempt.run()).stream()
                                    .anyMatch(e -> e.event() instanceof AttemptStarted));
                    return new ScriptedRunner().run(attempt, new StopSignal());
                });

        run(CHAIN, "{\"value\":1}");

        assertThat(durable).containsExactly(true);
    }

    @Test
    void failedStepFailsTheRunAndNothingNewStarts() throws InterruptedException {
        runner.failing("a", Failure.Type.ERROR, "no luck");

        RunOutcome outcome = run(CHAIN, "{\"value\":1}");

        assertThat(outcome.status()).isEqualTo(RunStatus.FAILED);
        assertThat(outcome.error()).contains(new Failure(Failure.Type.ERROR, "no luck"));
        assertThat(outcome.errorStep()).contains(new StepId("a"));
        assertThat(runner.steps()).containsExactly("a");
    }

    @Test
    void pathThatDoesNotExistFailsTheStepAsBadInput() throws InterruptedException {
        RunOutcome outcome = run(CHAIN, "{\"valve\":1}");

        assertThat(outcome.error().map(Failure::type)).contains(Failure.Type.BAD_INPUT);
        assertThat(outcome.error().map(Failure::message).orElseThrow())
                .contains("trigger.value")
                .contains("valve");
        assertThat(runner.attempts()).isEmpty();
    }

    @Test
    void cancelledRunStopsItsAttemptsAndEndsCancelled() throws InterruptedException {
        runner.hanging("a");
        RunHandle handle = start(CHAIN, "{\"value\":1}", 2);

        handle.cancel();
        handle.cancel();

        assertThat(handle.await().status()).isEqualTo(RunStatus.CANCELLED);
        assertThat(runner.steps()).containsExactly("a");
    }

    @Test
    void independentStepsExecuteAtTheSameTime() throws InterruptedException {
        var both = new CountDownLatch(2);
        for (String step : List.of("a", "b")) {
            runner.when(
                    step,
                    (attempt, stop) -> {
                        both.countDown();
                        return new ScriptedRunner().holding("x", both).run(attempt, stop);
                    });
        }

        RunOutcome outcome = run(BRANCHES, "{}");

        assertThat(outcome.status()).isEqualTo(RunStatus.SUCCEEDED);
        assertThat(both.getCount()).isZero();
    }

    @Test
    void noMoreAttemptsExecuteAtOnceThanThereAreSlots() throws InterruptedException {
        var now = new AtomicInteger();
        var most = new AtomicInteger();
        var steps = new StringBuilder("steps:\n");
        for (int i = 0; i < 20; i++) {
            steps.append("  - {id: s").append(i).append(", agent: any, needs: []}\n");
            runner.when(
                    "s" + i,
                    (attempt, stop) -> {
                        most.accumulateAndGet(now.incrementAndGet(), Math::max);
                        Thread.yield();
                        now.decrementAndGet();
                        return new ScriptedRunner().run(attempt, stop);
                    });
        }

        RunOutcome outcome = start(steps.toString(), "{}", 3).await();

        assertThat(outcome.status()).isEqualTo(RunStatus.SUCCEEDED);
        assertThat(most.get()).isBetween(1, 3);
    }

    @Test
    void slotsAreFreeAgainForTheNextRun() throws InterruptedException {
        runner.failing("a", Failure.Type.ERROR, "no luck");
        var engine = engine(1);
        for (int i = 0; i < 5; i++) {
            engine.start(request(CHAIN, "{\"value\":1}"), _ -> {}).await();
        }

        assertThat(runner.steps()).hasSize(5);
    }

    @Test
    void handlersOfTheEndAreToldTheErrorAndNeverChangeTheStatus() throws InterruptedException {
        runner.failing("a", Failure.Type.ERROR, "no luck");

        RunOutcome outcome =
                run(
                        CHAIN
                                + """
                                on_error:
                                  - notify: {type: log, message: "${error.step}: ${error.message}"}
                                finally:
                                  - notify: {type: log, message: "${trigger.nothing}"}
                                """,
                        "{\"value\":1}");

        assertThat(notified).containsExactly("a: no luck");
        assertThat(outcome.status()).isEqualTo(RunStatus.FAILED);
    }

    @Test
    void runnerThatThrowsFailsTheAttempt() throws InterruptedException {
        runner.when(
                "a",
                (_, _) -> {
                    throw new IllegalStateException("a mistake");
                });

        RunOutcome outcome = run(CHAIN, "{\"value\":1}");

        assertThat(outcome.error().map(Failure::type)).contains(Failure.Type.SANDBOX_FAILED);
    }

    @Test
    void historyThatRefusesEndsTheWaitWithTheReasonAndStopsTheAttempts() {
        runner.hanging("a");
        runner.when(
                "b",
                (attempt, stop) -> {
                    history.refuse(new SwarmException(Code.STORE_FAILED, "the disk is broken"));
                    return new ScriptedRunner().run(attempt, stop);
                });
        RunHandle handle = start(BRANCHES, "{}", 2);

        assertThatThrownBy(handle::await)
                .isInstanceOf(SwarmException.class)
                .hasMessage("the disk is broken");
    }

    @Test
    void runThatStopsWithoutItsEndGivesItsSlotsBack() throws InterruptedException {
        runner.when(
                "a",
                (attempt, stop) -> {
                    history.refuse(new SwarmException(Code.STORE_FAILED, "the disk is broken"));
                    return new ScriptedRunner().run(attempt, stop);
                });
        Engine engine = engine(1);
        RunHandle stopped = engine.start(request(BRANCHES, "{}"), _ -> {});
        assertThatThrownBy(stopped::await).hasMessage("the disk is broken");

        history.takeAgain();
        runner.when("a", (attempt, stop) -> new ScriptedRunner().run(attempt, stop));
        RunOutcome next = engine.start(request(BRANCHES, "{}"), _ -> {}).await();

        assertThat(next.status()).isEqualTo(RunStatus.SUCCEEDED);
    }

    private RunOutcome run(String steps, String trigger) throws InterruptedException {
        return start(steps, trigger, 2).await();
    }

    private RunHandle start(String steps, String trigger, int slots) {
        return engine(slots).start(request(steps, trigger), _ -> {});
    }

    private Engine engine(int slots) {
        return new Engine(
                new EnginePorts(
                        history, history, runner, List.of(log), timers, new Incidents(_ -> {})),
                new PinnedPlans(),
                Json.object(),
                InstantSource.system(),
                new UuidV7Source(InstantSource.system(), RandomGenerator.getDefault()),
                threads,
                RandomGenerator.getDefault(),
                slots);
    }

    private static RunRequest request(String steps, String trigger) {
        return new RunRequest(
                Plans.pin(steps),
                Plans.of(steps),
                "manual",
                (ObjectNode) Json.parse(trigger),
                Json.object());
    }
}
