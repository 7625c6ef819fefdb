package net.swarmstack.engine;

import static net.swarmstack.engine.EngineProcesses.assertRefused;
import static net.swarmstack.engine.EngineProcesses.json;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.engine.EngineProcesses.Process;
import net.swarmstack.model.Failure;
import net.swarmstack.model.Json;
import net.swarmstack.model.RunId;
import net.swarmstack.model.RunStatus;
import net.swarmstack.model.StepExecutionId;
import net.swarmstack.model.StepId;
import net.swarmstack.model.StepStatus;
import net.swarmstack.model.SwarmException.Code;
import net.swarmstack.testing.Plans;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.concurrent.CountDownLatch;

/// Resumed runs with a step that executes once for each item, and those by another definition.
@Timeout(60)
class EngineContinuationItemsTest {

    private static final String EACH =
            """
            variables: {list: [x, y, z], mark: "!"}
            steps:
              - {id: a, agent: any, inputs: {list: "${variables.list}"}}
              - id: each
                agent: any
                foreach: "${steps.a.outputs.list}"
                concurrency: 1
                inputs: {v: "${item}${variables.mark}"}
            """;

    private static final String OF_CONFIG =
            "steps: [{id: each, agent: any, foreach: '${config.list}', concurrency: 1,"
                    + " inputs: {v: '${item}'}}]\n";

    private final EngineProcesses processes = new EngineProcesses();
    private final Process process = processes.next();

    @AfterEach
    void close() {
        processes.close();
    }

    @Test
    void itemsThatSucceededAreKeptAndOthersKeepTheirKeys() throws InterruptedException {
        RunId failed = processes.failed(EACH, "each[1]", "{}");

        RunOutcome outcome = process.start(resume(failed)).await();

        assertThat(outcome.result().map(Json::compact))
                .contains("[{\"v\":\"x!\"},{\"v\":\"y!\"},{\"v\":\"z!\"}]");
        assertThat(process.runner.steps()).containsExactly("each[1]", "each[2]");
        assertThat(process.runner.attempts().getFirst().execution())
                .isEqualTo(StepExecutionId.of(failed, new StepId("each[1]")));
    }

    @Test
    void stepThatSucceededIsKeptWithItsListAsAWhole() throws InterruptedException {
        RunId failed =
                processes.failed(
                        EACH + "  - {id: c, agent: any, inputs: {n: '${steps.each.outputs[2].v}'}}",
                        "c",
                        "{}");

        RunOutcome outcome = process.start(resume(failed)).await();

        assertThat(outcome.result().map(Json::compact)).contains("{\"n\":\"z!\"}");
        assertThat(process.runner.steps()).containsExactly("c");
    }

    @Test
    void itemsAreKeptFromRunToRun() throws InterruptedException {
        RunId first = processes.failed(EACH, "each[1]", "{}");
        process.runner.failing("each[2]", Failure.Type.ERROR, "no luck");
        RunHandle second = process.start(resume(first));
        second.await();
        Process last = processes.next();

        last.start(last.continuation(second.id()).resume(Json.object())).await();

        assertThat(last.runner.steps()).containsExactly("each[2]");
    }

    @Test
    void itemsAreKeptThroughARunThatDidNotComeToTheirList() throws InterruptedException {
        RunId second = twiceEnded();
        assertThat(processes.state(second).step(new StepId("each")).inputs()).isEmpty();
        Process next = processes.next();

        RunOutcome outcome = next.start(next.continuation(second).resume(Json.object())).await();

        assertThat(outcome.status()).isEqualTo(RunStatus.SUCCEEDED);
        assertThat(next.runner.steps())
                .containsExactlyInAnyOrder("a", "other", "each[1]", "each[2]");
    }

    @Test
    void itemsAreNotKeptWhereNobodyRemembersTheirList() throws InterruptedException {
        RunId second = twiceEnded();
        processes.history.forget(processes.origin(second).run());

        assertRefused(() -> resume(second), Code.CONFLICT, "run " + second + " can't be resumed");
    }

    /// A run that ended before it came to the list whose items it had inherited.
    private RunId twiceEnded() throws InterruptedException {
        String steps =
                """
                variables: {list: [x, y, z]}
                steps:
                  - {id: a, agent: any, needs: [], continue_on_error: true}
                  - {id: other, agent: any, needs: []}
                  - id: each
                    agent: any
                    needs: [a]
                    foreach: "${variables.list}"
                    concurrency: 1
                    inputs: {v: "${item}"}
                """;
        Process gone = processes.next();
        gone.runner.failing("a", Failure.Type.ERROR, "no luck");
        gone.runner.failing("each[1]", Failure.Type.ERROR, "no luck");
        gone.runner.holding("other", new CountDownLatch(1));
        RunHandle first = gone.start(steps);
        processes.await(first.id(), "each", StepStatus.FAILED);
        process.adopt(first.id()).await();
        process.runner.failing("other", Failure.Type.ERROR, "no luck");
        process.runner.holding("a", new CountDownLatch(1));
        RunHandle second = process.start(resume(first.id()));
        processes.await(second.id(), "other", StepStatus.FAILED);
        Process next = processes.next();
        next.adopt(second.id()).await();
        return second.id();
    }

    @Test
    void itemsAreKeptThoughAVariableChangesThatTheirListDoesNotRead() throws InterruptedException {
        RunId failed = processes.failed(EACH, "each[1]", "{}");

        RunOutcome outcome =
                process.start(process.continuation(failed).resume(json("{\"mark\":\"?\"}")))
                        .await();

        assertThat(outcome.result().map(Json::compact))
                .contains("[{\"v\":\"x!\"},{\"v\":\"y?\"},{\"v\":\"z?\"}]");
    }

    @Test
    void itemsAreNotTakenForThoseOfAnotherList() throws InterruptedException {
        String steps = EACH.replace("${steps.a.outputs.list}", "${variables.list}");
        RunId failed = processes.failed(steps, "each[1]", "{}");
        Continuation continuation = process.continuation(failed);

        assertRefused(
                () -> continuation.resume(json("{\"list\":[\"y\",\"z\"]}")),
                Code.CONFLICT,
                "run %s can't be resumed: items of step each have begun, and its list may be another"
                                .formatted(failed)
                        + " now. Do all of them again: swarm runs retry %s --from each"
                                .formatted(failed));
    }

    @Test
    void itemsAreNotTakenForThoseOfAListThatTheConfigurationChanged() throws InterruptedException {
        processes.config.putArray("list").add("x").add("y");
        RunId failed = processes.failed(OF_CONFIG, "each[1]", "{}");
        assertThat(resume(failed).inherited()).hasSize(1);
        processes.config.putArray("list").add("y").add("x");

        assertRefused(() -> resume(failed), Code.CONFLICT, "run " + failed + " can't be resumed");
    }

    @Test
    void itemsAreNotTakenForThoseOfAListThatAStepMayMakeAnew() throws InterruptedException {
        String steps = EACH.replace("{id: a,", "{id: a, continue_on_error: true,");
        steps = steps.replace("${steps.a.outputs.list}", "${steps.a.error == null ? [1] : [2]}");
        Process gone = processes.next();
        gone.runner.failing("a", Failure.Type.ERROR, "no luck");
        gone.runner.failing("each[0]", Failure.Type.ERROR, "no luck");
        RunHandle failed = gone.start(steps);
        failed.await();

        assertRefused(() -> resume(failed.id()), Code.CONFLICT, "run " + failed.id() + " can't be");
    }

    @Test
    void itemThatMayBeDoneOnceAndWasLostCanNotBeResumed() throws Exception {
        String steps = EACH.replace("concurrency: 1", "effects: once");
        Process dead = processes.next();
        dead.runner.holding("each[1]", new CountDownLatch(1));
        RunId run = dead.start(steps).id();
        processes.await(run, "each[1]", StepStatus.RUNNING);
        processes.await(run, "each[2]", StepStatus.SUCCEEDED);
        process.adopt(run).await();
        process.cancel(run).await();

        assertRefused(
                () -> resume(run),
                Code.CONFLICT,
                "run %s can't be resumed: nobody knows what the lost attempt of each[1] did, and its"
                                .formatted(run)
                        + " step has effects: once. Do all of its items again all the same: swarm"
                        + " runs retry %s --from each".formatted(run));
    }

    @Test
    void anotherDefinitionTakesOverWhatItStillHas() throws InterruptedException {
        String before =
                """
                variables: {gone: 1, colour: blue}
                steps:
                  - {id: a, agent: any, inputs: {value: 7}}
                  - {id: b, agent: any, inputs: {value: 8}}
                  - {id: c, agent: any}
                """;
        String after =
                """
                variables: {colour: green, size: 3}
                steps:
                  - {id: a, agent: any}
                  - id: c
                    agent: any
                    inputs: {v: "${steps.a.outputs.value} ${variables.colour} ${variables.size}"}
                """;
        Process gone = processes.next();
        gone.runner.failing("c", Failure.Type.ERROR, "no luck");
        RunHandle failed = gone.start(before, "{}", "{\"gone\":2}");
        failed.await();

        var resumption = resume(failed.id(), after);
        RunOutcome outcome = process.start(resumption.request()).await();

        assertThat(resumption.leftBehind()).containsExactly("variable gone", "step b");
        assertThat(outcome.result().map(Json::compact)).contains("{\"v\":\"7 green 3\"}");
        assertThat(process.runner.steps()).containsExactly("c");
    }

    @Test
    void variablesThatWereGivenHoldForAnotherDefinitionToo() throws InterruptedException {
        String steps =
                "variables: {colour: blue}\nsteps: [{id: a, agent: any,"
                        + " inputs: {c: '${variables.colour}'}}]\n";
        Process gone = processes.next();
        gone.runner.failing("a", Failure.Type.ERROR, "no luck");
        RunHandle failed = gone.start(steps, "{}", "{\"colour\":\"red\"}");
        failed.await();

        RunOutcome outcome =
                process.start(resume(failed.id(), steps.replace("blue", "green")).request())
                        .await();

        assertThat(outcome.result().map(Json::compact)).contains("{\"c\":\"red\"}");
    }

    @Test
    void itemsAreKeptByAnotherDefinitionThatMakesTheSameList() throws InterruptedException {
        RunId failed = processes.failed(EACH, "each[1]", "{}");

        process.start(resume(failed, EACH.replace("${item}", "<${item}>")).request()).await();

        assertThat(process.runner.attempts().getFirst().inputs())
                .isEqualTo(json("{\"v\":\"<y>!\"}"));
        assertThat(process.runner.steps()).containsExactly("each[1]", "each[2]");
    }

    @Test
    void stepThatIsNowDoneForEachItemOrNoMoreIsExecutedAgain() throws InterruptedException {
        String plain = "steps: [{id: a, agent: any}, {id: b, agent: any}, {id: c, agent: any}]\n";
        String each = "steps: [{id: a, agent: any, foreach: [1]}, {id: c, agent: any}]\n";
        RunId first = processes.failed(plain, "c", "{}");
        RunId second = processes.failed(each.replace("[1]", "[1, 2]"), "a[1]", "{}");

        var toEach = resume(first, each);
        var toPlain = resume(second, plain);

        assertThat(toEach.leftBehind()).containsExactly("step a", "step b");
        assertThat(toEach.request().inherited()).isEmpty();
        assertThat(toPlain.leftBehind()).containsExactly("the items of step a");
        assertThat(process.start(toPlain.request()).await().status())
                .isEqualTo(RunStatus.SUCCEEDED);
    }

    private RunRequest resume(RunId ended) {
        return process.continuation(ended).resume(Json.object());
    }

    private Continuation.Resumption resume(RunId ended, String steps) {
        return process.continuation(ended).resume(Plans.pin(steps), Plans.of(steps), Json.object());
    }
}
