package net.swarmstack.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.swarmstack.model.Failure;
import net.swarmstack.model.Json;
import net.swarmstack.model.RecordedEvent;
import net.swarmstack.model.RunEvent.AttemptFailed;
import net.swarmstack.model.RunEvent.AttemptStarted;
import net.swarmstack.model.RunStatus;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;
import net.swarmstack.testing.Eventually;
import net.swarmstack.testing.InMemoryHistory;
import net.swarmstack.testing.ManualTimers;
import net.swarmstack.testing.Plans;
import net.swarmstack.testing.ScriptedRunner;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;

/// What bounds a run: slots, steps at once, and time.
@Timeout(60)
class EngineLimitsTest {

    private static final Instant START = Instant.parse("2026-01-02T03:04:05.006Z");

    private static final String THREE_AT_MOST_ONE =
            """
            concurrency: {steps: 1}
            steps:
              - {id: a, agent: any, needs: []}
              - {id: b, agent: any, needs: []}
              - {id: c, agent: any, needs: []}
            """;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final InMemoryHistory history = new InMemoryHistory();
    private final ScriptedRunner runner = new ScriptedRunner();
    private final ManualTimers timers = new ManualTimers();
    private final AtomicReference<Instant> now = new AtomicReference<>(START);

    @AfterEach
    void close() {
        threads.shutdownNow();
        threads.close();
    }

    @Test
    void noMoreStepsOfARunExecuteAtOnceThanItAllows() throws InterruptedException {
        var executing = new AtomicInteger();
        var most = new AtomicInteger();
        var steps = new StringBuilder("concurrency: {steps: 2}\nsteps:\n");
        for (int i = 0; i < 20; i++) {
            steps.append("  - {id: s").append(i).append(", agent: any, needs: []}\n");
            runner.when(
                    "s" + i,
                    (attempt, stop) -> {
                        most.accumulateAndGet(executing.incrementAndGet(), Math::max);
                        Thread.yield();
                        executing.decrementAndGet();
                        return new ScriptedRunner().run(attempt, stop);
                    });
        }

        RunOutcome outcome = start(engine(8), steps.toString()).await();

        assertThat(outcome.status()).isEqualTo(RunStatus.SUCCEEDED);
        assertThat(most.get()).isBetween(1, 2);
    }

    @Test
    void stepsThatWaitForTheRunsLimitStartInTheirOrder() throws InterruptedException {
        start(engine(8), THREE_AT_MOST_ONE).await();

        assertThat(runner.steps()).containsExactly("a", "b", "c");
    }

    @Test
    void runAtItsLimitDoesNotHoldUpAnother() throws InterruptedException {
        var hold = new CountDownLatch(1);
        runner.holding("a", hold);
        Engine engine = engine(2);
        RunHandle limited = start(engine, THREE_AT_MOST_ONE);

        RunOutcome other = start(engine, "steps: [{id: x, agent: any}]\n").await();

        assertThat(other.status()).isEqualTo(RunStatus.SUCCEEDED);
        assertThat(runner.steps()).containsExactlyInAnyOrder("a", "x");
        hold.countDown();
        limited.await();
    }

    @Test
    void stepThatWaitsForARetryHoldsNoSlot() throws InterruptedException {
        runner.failingFirst("a", 1, Failure.Type.ERROR, "no luck");
        Engine engine = engine(1);
        RunHandle waiting = start(engine, "steps: [{id: a, agent: any, retry: {attempts: 2}}]\n");
        awaitTimers(1);

        RunOutcome other = start(engine, "steps: [{id: x, agent: any}]\n").await();
        timers.runNext();

        assertThat(other.status()).isEqualTo(RunStatus.SUCCEEDED);
        assertThat(waiting.await().status()).isEqualTo(RunStatus.SUCCEEDED);
        assertThat(runner.steps()).containsExactly("a", "x", "a");
    }

    @Test
    void stepThatFailsGivesItsSlotToNoStepThatItsFailureCancels() throws InterruptedException {
        var both = new CountDownLatch(1);
        runner.failingAfter("a", both, Failure.Type.ERROR, "no luck");
        RunHandle run = start(engine(1), THREE_AT_MOST_ONE.replace("1}", "3}"));

        both.countDown();
        run.await();

        assertThat(runner.steps()).containsExactly("a");
    }

    @ParameterizedTest
    @CsvSource({"7, 20, 60, 7", "20, 5, 60, 5", "20, 30, 3, 3"})
    void deadlineOfAnAttemptIsTheFirstOfItsOwnItsStepsAndItsRuns(
            int attempt, int step, int run, int first) throws InterruptedException {
        RunHandle handle =
                start(
                        engine(1),
                        """
                        timeout_seconds: %d
                        steps: [{id: a, agent: any, timeout_seconds: %d, step_timeout_seconds: %d}]
                        """
                                .formatted(run, attempt, step));

        handle.await();

        assertThat(deadlines(handle)).containsExactly(START.plusSeconds(first));
    }

    @Test
    void deadlineOfAStepCountsFromItsFirstAttempt() throws InterruptedException {
        runner.failingFirst("a", 1, Failure.Type.ERROR, "no luck");
        RunHandle handle =
                start(
                        engine(1),
                        """
                        steps:
                          - id: a
                            agent: any
                            timeout_seconds: 7
                            step_timeout_seconds: 9
                            retry: {attempts: 2}
                        """);
        awaitTimers(2);

        now.set(START.plusSeconds(4));
        timers.runNext();
        handle.await();

        assertThat(deadlines(handle)).containsExactly(START.plusSeconds(7), START.plusSeconds(9));
        assertThat(runner.attempts().getLast().deadline()).isEqualTo(START.plusSeconds(9));
    }

    @Test
    void attemptsOfAStepHaveOneExecutionAndTheirOwnSandboxes() throws InterruptedException {
        runner.failingFirst("a", 1, Failure.Type.ERROR, "no luck");
        RunHandle handle = start(engine(1), "steps: [{id: a, agent: any, retry: {attempts: 2}}]\n");

        awaitTimers(1);
        timers.runNext();
        handle.await();

        assertThat(runner.attempts()).extracting(Attempt::number).containsExactly(1, 2);
        assertThat(runner.attempts())
                .extracting(Attempt::execution)
                .containsOnly(runner.attempts().getFirst().execution());
        assertThat(runner.attempts())
                .extracting(Attempt::sandboxId)
                .containsExactly("fake-a-1", "fake-a-2");
    }

    @Test
    void delayBeforeARetryIsSpreadByTheChanceThatIsRecorded() throws InterruptedException {
        runner.failingFirst("a", 1, Failure.Type.ERROR, "no luck");
        RunHandle handle =
                start(
                        engine(1),
                        """
                        steps:
                          - id: a
                            agent: any
                            retry: {attempts: 2, delay_seconds: 10, jitter: 0.5}
                        """);

        awaitTimers(1);

        double chance =
                history.events(handle.id()).stream()
                        .map(RecordedEvent::event)
                        .filter(AttemptFailed.class::isInstance)
                        .mapToDouble(event -> ((AttemptFailed) event).jitter())
                        .sum();
        assertThat(timers.delays())
                .containsExactly(Duration.ofMillis(Math.round(10_000 * (0.5 + chance))));
        timers.runNext();
        handle.await();
    }

    @Test
    void endedRunLeavesNoTimer() throws InterruptedException {
        start(
                        engine(1),
                        """
                        timeout_seconds: 60
                        steps: [{id: a, agent: any, step_timeout_seconds: 30}]
                        """)
                .await();

        assertThat(timers.delays()).isEmpty();
    }

    @Test
    void runThatStopsWithoutItsEndLeavesNoTimer() {
        runner.when(
                "a",
                (attempt, stop) -> {
                    history.refuse(new SwarmException(Code.STORE_FAILED, "the disk is broken"));
                    return new ScriptedRunner().run(attempt, stop);
                });

        RunHandle run =
                start(
                        engine(1),
                        """
                        timeout_seconds: 60
                        steps: [{id: a, agent: any, step_timeout_seconds: 30}]
                        """);

        assertThatThrownBy(run::await).hasMessage("the disk is broken");
        assertThat(timers.delays()).isEmpty();
    }

    private List<Instant> deadlines(RunHandle run) {
        return history.events(run.id()).stream()
                .map(RecordedEvent::event)
                .filter(AttemptStarted.class::isInstance)
                .map(event -> ((AttemptStarted) event).deadline())
                .toList();
    }

    private void awaitTimers(int set) {
        Eventually.await(set + " timers are set", () -> timers.delays().size() == set);
    }

    private static RunHandle start(Engine engine, String steps) {
        return engine.start(
                new RunRequest(
                        Plans.pin(steps), Plans.of(steps), "manual", Json.object(), Json.object()),
                _ -> {});
    }

    private Engine engine(int slots) {
        return new Engine(
                new EnginePorts(
                        history, history, runner, List.of(), timers, new Incidents(_ -> {})),
                new PinnedPlans(),
                Json.object(),
                now::get,
                new UuidV7Source(now::get, RandomGenerator.getDefault()),
                threads,
                new Random(7),
                slots);
    }
}
