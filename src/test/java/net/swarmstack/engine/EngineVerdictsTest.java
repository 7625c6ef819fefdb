package net.swarmstack.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.swarmstack.definition.DefinitionReader;
import net.swarmstack.engine.EngineProcesses.Process;
import net.swarmstack.engine.RunHandle.Decided;
import net.swarmstack.model.Failure;
import net.swarmstack.model.Json;
import net.swarmstack.model.Payload;
import net.swarmstack.model.RunId;
import net.swarmstack.model.RunStatus;
import net.swarmstack.model.StepId;
import net.swarmstack.model.StepStatus;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;
import net.swarmstack.model.WorkflowPin;
import net.swarmstack.plan.Planner;
import net.swarmstack.testing.Eventually;
import net.swarmstack.testing.Plans;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;

/// Runs that wait until a person says what became of a lost attempt.
@Timeout(60)
class EngineVerdictsTest {

    private static final String ONCE =
            """
            steps:
              - {id: pay, agent: any, effects: once, inputs: {sum: 7}}
              - {id: b, agent: any, inputs: {paid: "${steps.pay.outputs.paid}"}}
            """;

    private static final StepId PAY = new StepId("pay");

    private final EngineProcesses processes = new EngineProcesses();
    private final Process dead = processes.next();
    private final Process alive = processes.next();

    @AfterEach
    void close() {
        processes.close();
    }

    @Test
    void runWaitsForAPersonAndIsNobodys() throws InterruptedException {
        RunId run = left(ONCE);

        RunOutcome outcome = alive.adopt(run).await();

        assertThat(outcome.status()).isEqualTo(RunStatus.WAITING);
        assertThat(alive.runner.attempts()).isEmpty();
        assertThat(alive.engine.find(run)).isEmpty();
        assertThat(processes.state(run).step(PAY).isOutcomeUnknown()).isTrue();
    }

    @Test
    void outputsThatAPersonGivesFlowIntoTheNextStep() throws Exception {
        RunId run = waiting(ONCE);

        RunHandle told = alive.decide(run, "pay", succeeded("{\"paid\":true}"));
        RunOutcome outcome = told.await();

        assertThat(outcome.result().map(Json::compact)).contains("{\"paid\":true}");
    }

    @Test
    void attemptThatMayBeRepeatedHasTheSameKeyAndTheNextNumber() throws Exception {
        RunId run = waiting(ONCE.replace("${steps.pay.outputs.paid}", "${steps.pay.outputs.sum}"));

        RunHandle told = alive.decide(run, "pay", new Decided.Retry());

        assertThat(told.await().status()).isEqualTo(RunStatus.SUCCEEDED);
        Attempt again = alive.runner.attempts().getFirst();
        assertThat(again.number()).isEqualTo(2);
        assertThat(again.execution()).isEqualTo(dead.runner.attempts().getFirst().execution());
    }

    @Test
    void attemptThatFailedFailsTheRun() throws Exception {
        RunId run = waiting(ONCE);

        RunHandle told = alive.decide(run, "pay", new Decided.Failed());

        assertThat(told.await().error().map(Failure::toString))
                .contains("sandbox_lost: the attempt was lost, and a person said that it failed");
        assertThat(alive.runner.attempts()).isEmpty();
    }

    @Test
    void verdictIsTakenWhileOtherStepsExecute() throws Exception {
        var goesOn = new CountDownLatch(1);
        alive.runner.holding("b", goesOn);
        String steps =
                """
                steps:
                  - {id: pay, agent: any, needs: [], effects: once}
                  - {id: b, agent: any, needs: []}
                """;
        RunId id = left(steps, "b");
        RunHandle run = alive.adopt(id);
        processes.await(id, "pay", StepStatus.WAITING);

        run.decide(PAY, succeeded("{}")).toCompletableFuture().get();
        goesOn.countDown();

        assertThat(run.await().status()).isEqualTo(RunStatus.SUCCEEDED);
    }

    @Test
    void verdictOnAnotherStepIsRefusedAndTheRunGoesOnWaiting() throws Exception {
        RunId run = waiting("timeout_seconds: 100\n" + ONCE);

        assertRefused(
                run,
                "b",
                new Decided.Retry(),
                Code.CONFLICT,
                "step b does not wait for a person; these do: pay");
        RunHandle told = alive.decide(run, "pay", new Decided.Failed());

        assertThat(told.await().status()).isEqualTo(RunStatus.FAILED);
    }

    @Test
    void stepThatMayBeRepeatedIsNotDecidedAndNothingOfTheRunIsExecuted() throws Exception {
        RunId run = left(ONCE.replace(", effects: once", ""));
        var before = processes.events(run);

        assertRefused(
                run,
                "pay",
                new Decided.Failed(),
                Code.CONFLICT,
                "step pay does not wait for a person: only one with effects: once does, whose"
                        + " process died while it executed.");

        assertThat(processes.events(run)).isEqualTo(before);
        assertThat(alive.runner.attempts()).isEmpty();
        assertThat(alive.engine.find(run)).isEmpty();
        assertThat(processes.history.unowned(10)).containsExactly(run);
    }

    @Test
    void outputsThatTheAgentDoesNotDeclareAreRefused() throws Exception {
        String agent =
                """
                name: any
                version: 1.0.0
                description: pays
                author: test
                runtime: {type: shell, entry: main.sh}
                outputs: [{name: paid, type: boolean, required: true}]
                """;
        WorkflowPin pin = Plans.pin(ONCE);
        var plan =
                Planner.plan(
                                new DefinitionReader()
                                        .workflow(pin.reference(), pin.definition())
                                        .orThrow(),
                                Plans.agent(agent))
                        .orThrow();
        dead.runner.holding("pay", new CountDownLatch(1));
        RunId id =
                dead.start(new RunRequest(pin, plan, "manual", Json.object(), Json.object())).id();
        processes.await(id, "pay", StepStatus.RUNNING);
        alive.adopt(id).await();

        assertRefused(
                id,
                "pay",
                succeeded("{\"paid\":\"yes\"}"),
                Code.INVALID_INPUT,
                "the outputs of step pay are not what its agent declares: \"paid\"");
        assertRefused(id, "pay", new Decided.Succeeded(Json.parse("1")), Code.INVALID_INPUT, "");
        RunHandle told = alive.decide(id, "pay", succeeded("{\"paid\":true}"));

        assertThat(told.await().status()).isEqualTo(RunStatus.SUCCEEDED);
    }

    @Test
    void largeOutputsThatAPersonGivesAreKept() throws Exception {
        RunId run = waiting(ONCE);
        String large = "x".repeat(Payload.MAX_INLINE_BYTES);

        RunHandle told = alive.decide(run, "pay", succeeded("{\"paid\":\"" + large + "\"}"));

        assertThat(told.await().result().map(Json::compact))
                .contains("{\"paid\":\"" + large + "\"}");
    }

    @Test
    void verdictThatFindsNoRoomIsTakenOnceThereIsSome() throws Exception {
        RunId run = waiting("timeout_seconds: 100\n" + ONCE);
        String large = "x".repeat(Payload.MAX_INLINE_BYTES);
        processes.history.refuse(new SwarmException(Code.DISK_FULL, "no luck"));
        var told =
                new FutureTask<>(
                        () -> alive.decide(run, "pay", succeeded("{\"paid\":\"" + large + "\"}")));
        Thread.ofVirtual().start(told);
        Eventually.await(
                "it pauses", () -> alive.timers.delays().equals(List.of(Duration.ofMillis(250))));

        processes.history.takeAgain();
        alive.timers.runNext();

        assertThat(told.get().await().status()).isEqualTo(RunStatus.SUCCEEDED);
    }

    @Test
    void runThatIsTakenOverUnaskedGoesOnWaitingAndIsNobodys() throws InterruptedException {
        RunId run = waiting("timeout_seconds: 100\n" + ONCE);
        var before = processes.events(run);
        processes.pass(Duration.ofHours(12));

        RunOutcome outcome = alive.adopt(run).await();

        assertThat(outcome.status()).isEqualTo(RunStatus.WAITING);
        assertThat(processes.events(run)).isEqualTo(before);
        assertThat(alive.engine.find(run)).isEmpty();
        assertThat(alive.timers.delays()).isEmpty();
        assertThat(processes.history.unowned(10)).isEmpty();
    }

    @Test
    void runThatWaitsMayBeCancelled() throws Exception {
        RunId run = waiting("timeout_seconds: 100\n" + ONCE);

        RunHandle told = alive.cancel(run);

        assertThat(told.await().status()).isEqualTo(RunStatus.CANCELLED);
        assertThat(alive.timers.delays()).isEmpty();
    }

    @Test
    void deadlineThatPassedMeanwhileComesAfterTheVerdict() throws Exception {
        alive.runner.hanging("b");
        RunId id = left("timeout_seconds: 100\n" + ONCE);
        alive.adopt(id).await();
        processes.pass(Duration.ofHours(12));

        RunHandle told = alive.decide(id, "pay", succeeded("{\"paid\":true}"));
        Eventually.await("the deadline", () -> !alive.timers.delays().isEmpty());
        assertThat(alive.timers.delays()).containsExactly(Duration.ZERO);
        alive.timers.runNext();

        assertThat(told.await().status()).isEqualTo(RunStatus.TIMED_OUT);
        assertThat(processes.state(id).step(PAY).status()).isEqualTo(StepStatus.SUCCEEDED);
    }

    /// A run that waits for a person.
    private RunId waiting(String steps) throws InterruptedException {
        RunId run = left(steps);
        assertThat(alive.adopt(run).await().status()).isEqualTo(RunStatus.WAITING);
        return run;
    }

    /// A run whose process dies while it executes `pay`.
    private RunId left(String steps, String... others) {
        dead.runner.holding("pay", new CountDownLatch(1));
        for (String other : others) {
            dead.runner.holding(other, new CountDownLatch(1));
        }
        RunId run = dead.start(steps).id();
        Eventually.await("it executes", () -> dead.runner.steps().size() == 1 + others.length);
        return run;
    }

    private static Decided succeeded(String outputs) {
        return new Decided.Succeeded((ObjectNode) Json.parse(outputs));
    }

    private void assertRefused(RunId run, String step, Decided decided, Code code, String message) {
        assertThatThrownBy(() -> alive.decide(run, step, decided))
                .isInstanceOfSatisfying(
                        SwarmException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(message);
    }
}
