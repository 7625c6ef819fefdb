package net.swarmstack.engine;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.model.Failure;
import net.swarmstack.model.Json;
import net.swarmstack.model.RunStatus;
import net.swarmstack.model.StepExecutionId;
import net.swarmstack.model.StepId;
import net.swarmstack.model.StepStatus;
import net.swarmstack.testing.ScriptedRunner;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/// A step that executes once for each item of a list.
@Timeout(60)
class EngineForEachTest {

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
    void outputsBecomeAListInTheOrderOfTheItems() throws InterruptedException {
        var last = new CountDownLatch(1);
        engine.runner.holding("each[0]", last);
        engine.runner.when(
                "each[2]",
                (attempt, stop) -> {
                    last.countDown();
                    return new ScriptedRunner().run(attempt, stop);
                });

        RunOutcome outcome = engine.start(each("foreach: [a, b, c]")).await();

        assertThat(outcome.result().map(Json::compact))
                .contains("[{\"v\":\"a\",\"i\":0},{\"v\":\"b\",\"i\":1},{\"v\":\"c\",\"i\":2}]");
    }

    @Test
    void itemsOfAnyTypeArriveAsTheyAre() throws InterruptedException {
        RunOutcome outcome = engine.start(each("foreach: [1.5, {x: [2]}, 'y']")).await();

        assertThat(outcome.result().map(Json::compact))
                .contains(
                        "[{\"v\":1.5,\"i\":0},{\"v\":{\"x\":[2]},\"i\":1},{\"v\":\"y\",\"i\":2}]");
    }

    @Test
    void stepAndEachOfItsItemsHaveARow() throws InterruptedException {
        RunHandle run = engine.start(each("foreach: [a, b]"));

        run.await();

        assertThat(engine.steps(run.id()))
                .containsExactly(
                        "each: succeeded, completed",
                        "each[0]: succeeded, completed",
                        "each[1]: succeeded, completed");
    }

    @Test
    void noMoreItemsExecuteAtOnceThanTheStepAllows() throws InterruptedException {
        var executing = new AtomicInteger();
        var most = new AtomicInteger();
        for (int i = 0; i < 8; i++) {
            engine.runner.when(
                    "each[" + i + "]",
                    (attempt, stop) -> {
                        most.accumulateAndGet(executing.incrementAndGet(), Math::max);
                        Thread.yield();
                        executing.decrementAndGet();
                        return new ScriptedRunner().run(attempt, stop);
                    });
        }

        RunOutcome outcome =
                engine.start(each("foreach: [1, 2, 3, 4, 5, 6, 7, 8]", "concurrency: 2")).await();

        assertThat(outcome.status()).isEqualTo(RunStatus.SUCCEEDED);
        assertThat(most.get()).isBetween(1, 2);
    }

    @Test
    void itemsBeginInTheirOrder() throws InterruptedException {
        engine.start(each("foreach: [1, 2, 3]", "concurrency: 1")).await();

        assertThat(engine.runner.steps()).containsExactly("each[0]", "each[1]", "each[2]");
    }

    @Test
    void firstFailedItemStopsNewOnesAndFailsTheStep() throws InterruptedException {
        engine.runner.failing("each[1]", Failure.Type.ERROR, "no luck");
        RunHandle run = engine.start(each("foreach: [1, 2, 3]", "concurrency: 1"));

        run.await();

        assertThat(engine.run(run.id()))
                .isEqualTo("failed, completed, each, error: item 1: no luck");
        assertThat(engine.steps(run.id()))
                .containsExactly(
                        "each: failed, completed, error: item 1: no luck",
                        "each[0]: succeeded, completed",
                        "each[1]: failed, completed, error: no luck");
    }

    @Test
    void itemsThatExecuteWhenOneFailsGoOnToTheirEnd() throws InterruptedException {
        var goesOn = new CountDownLatch(1);
        engine.runner.holding("each[0]", goesOn);
        engine.runner.failing("each[1]", Failure.Type.ERROR, "no luck");
        RunHandle run = engine.start(each("foreach: [1, 2, 3]", "concurrency: 2"));
        engine.await(run, "each[1]", StepStatus.FAILED);

        goesOn.countDown();
        run.await();

        assertThat(engine.steps(run.id()))
                .containsExactly(
                        "each: failed, completed, error: item 1: no luck",
                        "each[0]: succeeded, completed",
                        "each[1]: failed, completed, error: no luck");
    }

    @Test
    void failedItemIsNullInTheListWhereTheStepContinuesOnError() throws InterruptedException {
        engine.runner.failing("each[1]", Failure.Type.ERROR, "no luck");
        RunHandle run = engine.start(each("foreach: [a, b, c]", "continue_on_error: true"));

        RunOutcome outcome = run.await();

        assertThat(outcome.result().map(Json::compact))
                .contains("[{\"v\":\"a\",\"i\":0},null,{\"v\":\"c\",\"i\":2}]");
        assertThat(engine.steps(run.id()))
                .contains(
                        "each: succeeded, completed", "each[1]: failed, completed, error: no luck");
    }

    @Test
    void emptyListGivesAnEmptyList() throws InterruptedException {
        RunOutcome outcome = engine.start(each("foreach: []")).await();

        assertThat(outcome.result().map(Json::compact)).contains("[]");
        assertThat(engine.runner.attempts()).isEmpty();
    }

    @Test
    void falseConditionSkipsTheStepWithAllItems() throws InterruptedException {
        RunHandle run = engine.start(each("foreach: [1]", "if: 1 > 2"));

        run.await();

        assertThat(engine.steps(run.id())).containsExactly("each: skipped, completed");
    }

    @Test
    void valueThatIsNoListFailsTheStep() throws InterruptedException {
        RunHandle run = engine.start("variables: {x: flow}\n" + each("foreach: '${variables.x}'"));

        run.await();

        assertThat(engine.run(run.id()))
                .isEqualTo(
                        "failed, completed, each,"
                                + " bad_input: foreach: expected a list, not \"flow\"");
    }

    @Test
    void eachItemIsTriedAgainOfItsOwn() throws InterruptedException {
        engine.runner.failingFirst("each[1]", 1, Failure.Type.ERROR, "no luck");
        RunHandle run = engine.start(each("foreach: [1, 2]", "retry: {attempts: 2}"));

        engine.passTime(1);
        run.await();

        assertThat(engine.steps(run.id()))
                .containsExactly(
                        "each: succeeded, completed",
                        "each[0]: succeeded, completed",
                        "each[1]: succeeded, completed, 1 retries");
    }

    @Test
    void attemptsOfAnItemHaveOneExecutionAndNoOtherItemHasIt() throws InterruptedException {
        engine.runner.failingFirst("each[1]", 1, Failure.Type.ERROR, "no luck");
        RunHandle run = engine.start(each("foreach: [1, 2]", "retry: {attempts: 2}"));

        engine.passTime(1);
        run.await();

        Map<StepId, Set<StepExecutionId>> executions =
                engine.runner.attempts().stream()
                        .collect(
                                Collectors.groupingBy(
                                        Attempt::step,
                                        Collectors.mapping(
                                                Attempt::execution, Collectors.toSet())));
        assertThat(executions).hasSize(2).allSatisfy((_, ids) -> assertThat(ids).hasSize(1));
        assertThat(Set.copyOf(executions.values())).hasSize(2);
    }

    @Test
    void deadlineOfTheStepIsThatOfAllItemsTogether() throws InterruptedException {
        engine.runner.hanging("each[0]");
        RunHandle run =
                engine.start(each("foreach: [1, 2]", "concurrency: 1", "step_timeout_seconds: 5"));

        engine.passTime(1);
        run.await();

        assertThat(engine.steps(run.id()))
                .first()
                .asString()
                .startsWith("each: timed_out, completed, timeout:");
    }

    @Test
    void cancelledRunCancelsItemsAndStep() throws InterruptedException {
        engine.runner.hanging("each[0]");
        RunHandle run = engine.start(each("foreach: [1, 2]", "concurrency: 1"));
        engine.await(run, "each[0]", StepStatus.RUNNING);

        run.cancel();
        run.await();

        assertThat(engine.run(run.id())).startsWith("cancelled, completed");
        assertThat(engine.steps(run.id()))
                .first()
                .asString()
                .startsWith("each: cancelled, completed");
        assertThat(engine.runner.steps()).containsExactly("each[0]");
    }

    @Test
    void collectedListIsALaterStepsList() throws InterruptedException {
        String steps =
                each("foreach: [a, b]")
                        + "  - {id: again, agent: any, foreach: '${steps.each.outputs}',"
                        + " inputs: {v: '${item.v}!'}}\n";

        RunOutcome outcome = engine.start(steps).await();

        assertThat(outcome.result().map(Json::compact)).contains("[{\"v\":\"a!\"},{\"v\":\"b!\"}]");
    }

    @Test
    void listMayBeLargerThanAnyOtherValueOfAnExpression() throws InterruptedException {
        String large = "x".repeat(200_000);
        String steps =
                each("foreach: [1, 2, 3, 4, 5, 6]").replace("v: '${item}'", "v: " + large)
                        + "  - {id: again, agent: any, foreach: '${steps.each.outputs}',"
                        + " inputs: {i: '${item.i}'}}\n";

        RunOutcome outcome = engine.start(steps).await();

        assertThat(outcome.result()).hasValueSatisfying(list -> assertThat(list).hasSize(6));
    }

    private static String each(String... keys) {
        return "steps:\n  - {id: each, agent: any, inputs: {v: '${item}', i: '${index}'}, "
                + String.join(", ", keys)
                + "}\n";
    }
}
