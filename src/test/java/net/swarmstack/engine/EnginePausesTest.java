package net.swarmstack.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.swarmstack.engine.EngineProcesses.Process;
import net.swarmstack.model.Json;
import net.swarmstack.model.Payload;
import net.swarmstack.model.RunEvent.AttemptLeft;
import net.swarmstack.model.RunEvent.AttemptSucceeded;
import net.swarmstack.model.RunId;
import net.swarmstack.model.RunStatus;
import net.swarmstack.model.StepId;
import net.swarmstack.model.StepStatus;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;
import net.swarmstack.testing.Eventually;
import net.swarmstack.testing.ScriptedRunner;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/// Runs whose store takes nothing for a while, or is another process's by now.
@Timeout(60)
class EnginePausesTest {

    private static final String CHAIN =
            """
            steps:
              - {id: a, agent: any, inputs: {value: 1}}
              - {id: b, agent: any, inputs: {value: "${steps.a.outputs.value}"}}
            """;

    private static final String BRANCHES =
            """
            steps:
              - {id: a, agent: any, needs: []}
              - {id: b, agent: any, needs: []}
            """;

    private final EngineProcesses processes = new EngineProcesses();
    private final Process process = processes.next();

    @AfterEach
    void close() {
        processes.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"DISK_FULL", "BUSY"})
    void runGoesOnWhereItWasOnceTheStoreTakesItsEventsAgain(Code why) throws InterruptedException {
        RunHandle run = startWithAStoreThatRefuses(why);

        processes.history.takeAgain();
        process.timers.runNext();
        RunOutcome outcome = run.await();

        assertThat(outcome.result().map(Json::compact)).contains("{\"value\":1}");
        assertThat(process.runner.steps()).containsExactly("a", "b");
        assertThat(ends(run.id())).containsExactly("a 1", "b 1");
        assertThat(process.incidents.count(Incidents.Kind.WRITE_DELAYED)).isEqualTo(1);
        assertThat(process.lines)
                .containsExactly("run %s waits for the store: no luck".formatted(run.id()));
    }

    @Test
    void pausesGrowToFiveSecondsAndBeginAnewAfterASuccess() throws InterruptedException {
        RunHandle run = startWithAStoreThatRefuses(Code.DISK_FULL);
        for (int millis : List.of(250, 500, 1000, 2000, 4000, 5000, 5000)) {
            awaitTimer(Duration.ofMillis(millis));
            process.timers.runNext();
        }
        awaitTimer(Duration.ofSeconds(5));
        refuseDuring("b", Code.DISK_FULL);

        processes.history.takeAgain();
        process.timers.runNext();

        awaitTimer(Duration.ofMillis(250));
        processes.history.takeAgain();
        process.timers.runNext();
        assertThat(run.await().status()).isEqualTo(RunStatus.SUCCEEDED);
    }

    @Test
    void resultThatFoundNoRoomIsKeptUntilThereIsSome() throws InterruptedException {
        String large = "x".repeat(Payload.MAX_INLINE_BYTES);
        refuseDuring("a", Code.DISK_FULL);
        RunHandle run = process.start(CHAIN.replace("value: 1", "value: " + large));
        awaitTimer(Duration.ofMillis(250));

        processes.history.takeAgain();
        process.timers.runNext();

        assertThat(run.await().status()).isEqualTo(RunStatus.SUCCEEDED);
        assertThat(process.runner.steps()).containsExactly("a", "b");
        assertThat(ends(run.id())).containsExactly("a 1", "b 1");
    }

    @Test
    void nothingIsHalfDoneWhereTheInputsOfTheNextStepFindNoRoom() throws InterruptedException {
        String large = "x".repeat(Payload.MAX_INLINE_BYTES);
        refuseDuring("a", Code.DISK_FULL);
        RunHandle run =
                process.start(
                        CHAIN.replace(
                                "b, agent: any, inputs: {",
                                "b, agent: any, inputs: {large: " + large + ", "));
        awaitTimer(Duration.ofMillis(250));

        processes.history.takeAgain();
        process.timers.runNext();

        assertThat(run.await().status()).isEqualTo(RunStatus.SUCCEEDED);
        assertThat(process.runner.steps()).containsExactly("a", "b");
        assertThat(ends(run.id())).containsExactly("a 1", "b 1");
    }

    @Test
    void whatHappensDuringThePauseIsTakenAfterIt() throws InterruptedException {
        var second = new CountDownLatch(1);
        process.runner.holding("b", second);
        refuseDuring("a", Code.BUSY);
        RunHandle run = process.start(BRANCHES);
        awaitTimer(Duration.ofMillis(250));

        second.countDown();
        run.cancel();
        processes.history.takeAgain();
        process.timers.runNext();
        RunOutcome outcome = run.await();

        assertThat(outcome.status()).isIn(RunStatus.SUCCEEDED, RunStatus.CANCELLED);
        assertThat(ends(run.id())).containsExactlyInAnyOrder("a 1", "b 1");
    }

    @Test
    void runThatCanNotBeginIsRefusedAtOnce() {
        processes.history.refuse(new SwarmException(Code.DISK_FULL, "no luck"));

        assertThatThrownBy(() -> process.start(CHAIN)).hasMessage("no luck");

        assertThat(process.timers.delays()).isEmpty();
        assertThat(process.runner.attempts()).isEmpty();
    }

    @Test
    void otherRunsGoOnMeanwhile() throws InterruptedException {
        RunHandle paused = startWithAStoreThatRefuses(Code.BUSY);
        processes.history.takeAgain();
        process.runner.when("a", (attempt, stop) -> new ScriptedRunner().run(attempt, stop));

        RunOutcome outcome = process.start(CHAIN).await();

        assertThat(outcome.status()).isEqualTo(RunStatus.SUCCEEDED);
        assertThat(paused.end().toCompletableFuture()).isNotDone();
    }

    @Test
    void runThatIsAnothersByNowStopsAndItsLateResultsAreCounted() {
        process.runner.hanging("b");
        refuseDuring("a", Code.NOT_OWNER);
        RunHandle run = process.start(BRANCHES);

        assertThatThrownBy(run::await)
                .isInstanceOfSatisfying(
                        SwarmException.class, e -> assertThat(e.code()).isEqualTo(Code.NOT_OWNER));

        Eventually.await(
                "both results are counted",
                () -> process.incidents.count(Incidents.Kind.LATE_RESULT) == 2);
        assertThat(process.lines)
                .containsExactlyInAnyOrder(
                        "refused: a late result of run %s, step a, attempt 1".formatted(run.id()),
                        "refused: a late result of run %s, step b, attempt 1".formatted(run.id()));
        assertThat(process.timers.delays()).isEmpty();
        assertThat(process.engine.find(run.id())).isEmpty();
        assertThat(ends(run.id())).isEmpty();
    }

    @Test
    void whoAskedIsToldWhereTheRunStopsBeforeTheirWishIsWritten() {
        process.runner.hanging("a");
        process.runner.hanging("b");
        RunHandle run = process.start(BRANCHES);
        processes.history.refuse(new SwarmException(Code.NOT_OWNER, "it is another's"));

        CompletableFuture<Void> answer = run.cancel().toCompletableFuture();

        assertThat(answer)
                .failsWithin(Duration.ofSeconds(30))
                .withThrowableThat()
                .withMessageContaining("run " + run.id() + " is not executed here any more");
    }

    @Test
    void whatWasAskedBeforeTheRunIsLeftIsWritten() {
        process.runner.hanging("a");
        process.runner.hanging("b");
        RunHandle run = process.start(BRANCHES);

        CompletableFuture<Void> answer = run.cancel().toCompletableFuture();
        run.abandon();

        assertThat(answer).succeedsWithin(Duration.ofSeconds(30));
    }

    @Test
    void whatExecutesIsRecordedAsLeftBeforeTheRunIs() {
        process.runner.hanging("a");
        process.runner.hanging("b");
        RunHandle run = process.start(BRANCHES);
        processes.await(run.id(), "b", StepStatus.RUNNING);

        run.abandon();

        assertThat(run.end().toCompletableFuture()).failsWithin(Duration.ofSeconds(30));
        assertThat(processes.events(run.id(), AttemptLeft.class))
                .containsExactly(
                        new AttemptLeft(new StepId("a"), 1), new AttemptLeft(new StepId("b"), 1));
    }

    @Test
    void runIsLeftThoughTheStoreDoesNotTakeThat() {
        process.runner.hanging("a");
        process.runner.hanging("b");
        RunHandle run = process.start(BRANCHES);
        processes.await(run.id(), "b", StepStatus.RUNNING);
        processes.history.refuse(new SwarmException(Code.DISK_FULL, "no luck"));

        run.abandon();

        assertThat(run.end().toCompletableFuture())
                .failsWithin(Duration.ofSeconds(30))
                .withThrowableThat()
                .withMessageContaining("run " + run.id() + " was left");
        assertThat(process.timers.delays()).isEmpty();
    }

    @Test
    void runThatWaitsForAPersonIsGivenBackOnceTheStoreTakesThat() throws InterruptedException {
        process.runner.hanging("a");
        RunId run = process.start("steps: [{id: a, agent: any, effects: once}]").id();
        processes.await(run, "a", StepStatus.RUNNING);
        assertThat(processes.next().adopt(run).await().status()).isEqualTo(RunStatus.WAITING);
        Process other = processes.next();
        processes.history.refuse(new SwarmException(Code.BUSY, "no luck"));

        RunHandle waiting = other.adopt(run);
        Eventually.await("it pauses", () -> !other.timers.delays().isEmpty());
        processes.history.takeAgain();
        other.timers.runNext();

        assertThat(waiting.await().status()).isEqualTo(RunStatus.WAITING);
        assertThat(processes.history.released()).containsExactly(run);
    }

    @Test
    void slotsOfARunThatIsAnothersByNowAreFreeAgain() throws InterruptedException {
        for (int i = 0; i < 8; i++) {
            refuseDuring("a", Code.NOT_OWNER);
            RunHandle stopped = process.start(BRANCHES);
            assertThatThrownBy(stopped::await).isInstanceOf(SwarmException.class);
            processes.history.takeAgain();
        }
        process.runner.when("a", (attempt, stop) -> new ScriptedRunner().run(attempt, stop));

        assertThat(process.start(CHAIN).await().status()).isEqualTo(RunStatus.SUCCEEDED);
    }

    /// A run whose first result can't be written.
    private RunHandle startWithAStoreThatRefuses(Code why) {
        refuseDuring("a", why);
        RunHandle run = process.start(CHAIN);
        awaitTimer(Duration.ofMillis(250));
        return run;
    }

    private void refuseDuring(String step, Code why) {
        process.runner.when(
                step,
                (attempt, stop) -> {
                    processes.history.refuse(new SwarmException(why, "no luck"));
                    return new ScriptedRunner().run(attempt, stop);
                });
    }

    private void awaitTimer(Duration delay) {
        Eventually.await(
                "a timer of " + delay, () -> process.timers.delays().equals(List.of(delay)));
    }

    /// The attempts that succeeded, each as often as it did.
    private List<String> ends(RunId run) {
        return processes.events(run, AttemptSucceeded.class).stream()
                .map(end -> end.step() + " " + end.attempt())
                .toList();
    }
}
