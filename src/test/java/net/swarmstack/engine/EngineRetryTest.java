package net.swarmstack.engine;

import static net.swarmstack.engine.EngineProcesses.assertRefused;
import static net.swarmstack.engine.EngineProcesses.json;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.engine.EngineProcesses.Process;
import net.swarmstack.model.Failure;
import net.swarmstack.model.Json;
import net.swarmstack.model.RunId;
import net.swarmstack.model.RunOrigin;
import net.swarmstack.model.RunStatus;
import net.swarmstack.model.StepExecutionId;
import net.swarmstack.model.StepId;
import net.swarmstack.model.SwarmException.Code;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;

/// Runs that do again what another did.
@Timeout(60)
class EngineRetryTest {

    private static final String GRAPH =
            """
            variables: {colour: blue, run: "${run.id}", at: "${run.started_at}"}
            steps:
              - {id: a, agent: any, needs: [], inputs: {v: "${trigger.value}"}}
              - {id: b, agent: any, needs: [a], inputs: {v: "${steps.a.outputs.v}"}}
              - {id: side, agent: any, needs: [a]}
              - {id: c, agent: any, needs: [b], inputs: {v: "${steps.b.outputs.v}"}}
              - {id: d, agent: any, needs: [c], inputs: {c: "${variables.colour}"}}
            """;

    private final EngineProcesses processes = new EngineProcesses();
    private final Process process = processes.next();

    @AfterEach
    void close() {
        processes.close();
    }

    @Test
    void everythingIsDoneAgainWithNewKeys() throws InterruptedException {
        RunId old = succeeded();

        RunHandle again = process.start(process.continuation(old).retry(Json.object()));

        assertThat(again.await().status()).isEqualTo(RunStatus.SUCCEEDED);
        assertThat(process.runner.steps()).hasSize(5);
        assertThat(process.runner.attempts().getFirst().inputs()).isEqualTo(json("{\"v\":7}"));
        assertThat(process.runner.attempts())
                .allSatisfy(attempt ->
                        assertThat(attempt.execution())
                                .isEqualTo(StepExecutionId.of(again.id(), attempt.step())));
        assertThat(processes.origin(again.id()))
                .isEqualTo(new RunOrigin(RunOrigin.Kind.RETRY, old, again.id()));
    }

    @Test
    void resumeOfARetryKeepsTheKeysOfTheRetry() throws InterruptedException {
        RunId old = processes.failed(GRAPH, "c", "{\"value\":7}");
        process.runner.failing("c", Failure.Type.ERROR, "no luck");
        RunHandle again = process.start(process.continuation(old).retry(Json.object()));
        again.await();
        Process last = processes.next();

        last.start(last.continuation(again.id()).resume(Json.object())).await();

        assertThat(last.runner.attempts().getFirst().execution())
                .isEqualTo(StepExecutionId.of(again.id(), new StepId("c")));
    }

    @Test
    void variablesThatWereGivenAreGivenAgainAndOthersAreMadeAnew() throws InterruptedException {
        RunHandle old = process.start(GRAPH, "{\"value\":7}", "{\"colour\":\"red\"}");
        old.await();
        processes.pass(Duration.ofHours(1));

        RunRequest request = process.continuation(old.id()).retry(Json.object());
        RunRequest changed = process.continuation(old.id()).retry(json("{\"colour\":\"green\"}"));

        assertThat(request.variables()).isEqualTo(json("{\"colour\":\"red\"}"));
        assertThat(changed.variables()).isEqualTo(json("{\"colour\":\"green\"}"));
    }

    @Test
    void fromAStepEverythingUpstreamIsKeptAndTheRestIsDoneAgain() throws InterruptedException {
        RunId old = succeeded();

        RunHandle again = process.start(process.continuation(old).retryFrom("c", Json.object()));
        RunOutcome outcome = again.await();

        assertThat(outcome.status()).isEqualTo(RunStatus.SUCCEEDED);
        assertThat(process.runner.steps()).containsExactlyInAnyOrder("side", "c", "d");
        assertThat(process.runner.attempts())
                .filteredOn(attempt -> attempt.step().value().equals("c"))
                .singleElement()
                .satisfies(attempt -> {
                    assertThat(attempt.inputs()).isEqualTo(json("{\"v\":7}"));
                    assertThat(attempt.execution())
                            .isEqualTo(StepExecutionId.of(again.id(), new StepId("c")));
                });
    }

    @Test
    void fromAStepVariablesStayAsTheyWereUnlessOthersAreGiven() throws InterruptedException {
        RunId old = succeeded();
        processes.pass(Duration.ofHours(1));

        RunRequest request = process.continuation(old).retryFrom("d", json("{\"colour\":\"red\"}"));

        assertThat(request.variables())
                .isEqualTo(
                        json(
                                "{\"colour\":\"red\",\"run\":\"%s\",\"at\":\"%s\"}"
                                        .formatted(old, "2026-01-02T03:04:05.006Z")));
    }

    @Test
    void fromTheFirstStepNothingIsKept() throws InterruptedException {
        RunId old = succeeded();

        RunRequest request = process.continuation(old).retryFrom("a", Json.object());

        assertThat(request.inherited()).isEmpty();
    }

    @Test
    void stepThatWasSkippedUpstreamIsDecidedAgain() throws InterruptedException {
        String steps = GRAPH.replace("{id: b,", "{id: b, if: trigger.value > 9,");
        steps = steps.replace("${steps.b.outputs.v}", "${steps.a.outputs.v}");
        RunHandle old = process.start(steps, "{\"value\":7}");
        old.await();

        process.start(process.continuation(old.id()).retryFrom("c", Json.object())).await();

        assertThat(process.runner.steps().subList(4, 7))
                .containsExactlyInAnyOrder("side", "c", "d");
    }

    @Test
    void whatARunInheritedCountsAsSucceeded() throws InterruptedException {
        RunId failed = processes.failed(GRAPH, "c", "{\"value\":7}");
        process.runner.failing("d", Failure.Type.ERROR, "no luck");
        RunHandle resumed = process.start(process.continuation(failed).resume(Json.object()));
        resumed.await();

        RunRequest request = process.continuation(resumed.id()).retryFrom("c", Json.object());

        assertThat(request.inherited())
                .extracting(inherited -> inherited.step().value())
                .containsExactly("a", "b");
    }

    @Test
    void fromAStepBehindOneThatHasNoOutputsIsRefused() throws InterruptedException {
        RunId failed = processes.failed(GRAPH, "b", "{\"value\":7}");
        Continuation continuation = process.continuation(failed);

        assertRefused(
                () -> continuation.retryFrom("d", Json.object()),
                Code.CONFLICT,
                "step d of run %s needs step b, which has no outputs to keep: it is failed. Do that"
                                .formatted(failed)
                        + " again too: swarm runs retry %s --from b".formatted(failed));
        assertThat(continuation.retryFrom("b", Json.object()).inherited()).hasSize(1);
    }

    @Test
    void fromAStepThatDoesNotExistIsRefusedWithTheNearest() throws InterruptedException {
        Continuation continuation = process.continuation(succeeded());

        assertRefused(
                () -> continuation.retryFrom("sied", Json.object()),
                Code.NOT_FOUND,
                "flow@1.0.0 has no step \"sied\". Did you mean \"side\"? It has: a, b, side, c, d");
        assertRefused(
                () -> continuation.retryFrom("a[0]", Json.object()),
                Code.NOT_FOUND,
                "flow@1.0.0 has no step \"a[0]\".");
    }

    private RunId succeeded() throws InterruptedException {
        Process gone = processes.next();
        RunHandle run = gone.start(GRAPH, "{\"value\":7}");
        run.await();
        return run.id();
    }
}
