package net.swarmstack.engine;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.model.Failure;
import net.swarmstack.model.StepStatus;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/// A step fails in one branch: what becomes of the other, and of what joins both.
@Timeout(60)
class BranchFailureTest {

    private static final String FAILED = "bad: failed, completed, error: no luck";

    @TempDir Path folder;
    private final CountDownLatch fails = new CountDownLatch(1);
    private final CountDownLatch goesOn = new CountDownLatch(1);
    private EngineOnSqlite engine;

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void stepThatExecutesFinishesAndWhatIsBehindItIsCancelled() throws InterruptedException {
        RunHandle run = whileTheOtherExecutes("", "");

        goesOn.countDown();
        run.await();

        assertRunFails(run, "cancelled", "other: succeeded, completed");
    }

    @Test
    void stepThatExecutesAndFailsTooSkipsWhatIsBehindIt() throws InterruptedException {
        engine = new EngineOnSqlite(folder, 2);
        engine.runner.failingAfter("other", goesOn, Failure.Type.OOM, "killed at 128 MB");
        RunHandle run = startAndFail("", "");

        goesOn.countDown();
        run.await();

        assertRunFails(run, "skipped", "other: failed, completed, oom: killed at 128 MB");
    }

    @Test
    void branchThatExecutesGoesOnWithoutFailFast() throws InterruptedException {
        RunHandle run = whileTheOtherExecutes("fail_fast: false", "");

        goesOn.countDown();
        run.await();

        assertRunFails(run, "succeeded", "other: succeeded, completed");
    }

    @Test
    void branchThatExecutesGoesOnWhereTheFailureIsContinued() throws InterruptedException {
        RunHandle run = whileTheOtherExecutes("", ", continue_on_error: true");

        goesOn.countDown();
        run.await();

        assertAllEndsWell(run, "other: succeeded, completed");
    }

    @Test
    void stepThatWaitsForARetryIsCancelled() throws InterruptedException {
        RunHandle run = whileTheOtherWaits("", "");

        run.await();

        assertRunFails(run, "cancelled", "other: cancelled, completed, timeout: too slow");
        assertThat(engine.timers.delays()).isEmpty();
    }

    @Test
    void stepThatWaitsForARetryIsTriedAgainWithoutFailFast() throws InterruptedException {
        RunHandle run = whileTheOtherWaits("fail_fast: false", "");

        engine.passTime(1);
        run.await();

        assertRunFails(run, "succeeded", "other: succeeded, completed, 1 retries");
    }

    @Test
    void stepThatWaitsForARetryIsTriedAgainWhereTheFailureIsContinued()
            throws InterruptedException {
        RunHandle run = whileTheOtherWaits("", ", continue_on_error: true");

        engine.passTime(1);
        run.await();

        assertAllEndsWell(run, "other: succeeded, completed, 1 retries");
    }

    @Test
    void stepThatStandsInLineIsCancelledAndNeverStarts() throws InterruptedException {
        RunHandle run = whileTheOtherStandsInLine("", "");

        run.await();

        assertRunFails(run, "cancelled", "other: cancelled, completed");
        assertThat(engine.runner.steps()).containsExactly("bad");
    }

    @Test
    void stepThatStandsInLineStartsWithoutFailFast() throws InterruptedException {
        RunHandle run = whileTheOtherStandsInLine("fail_fast: false", "");

        run.await();

        assertRunFails(run, "succeeded", "other: succeeded, completed");
    }

    @Test
    void stepThatStandsInLineStartsWhereTheFailureIsContinued() throws InterruptedException {
        RunHandle run = whileTheOtherStandsInLine("", ", continue_on_error: true");

        run.await();

        assertAllEndsWell(run, "other: succeeded, completed");
    }

    @Test
    void stepThatStandsInLineBehindTheRunsOwnLimitIsCancelled() throws InterruptedException {
        engine = new EngineOnSqlite(folder, 8);
        RunHandle run = start("concurrency: {steps: 1}", "");
        engine.await(run, "other", StepStatus.PENDING);

        fails.countDown();
        run.await();

        assertThat(engine.steps(run.id())).contains("other: cancelled, completed");
        assertThat(engine.runner.steps()).containsExactly("bad");
    }

    private RunHandle whileTheOtherExecutes(String rule, String ofBad) {
        engine = new EngineOnSqlite(folder, 2);
        engine.runner.holding("other", goesOn);
        return startAndFail(rule, ofBad);
    }

    private RunHandle startAndFail(String rule, String ofBad) {
        RunHandle run = start(rule, ofBad);
        engine.await(run, "other", StepStatus.RUNNING);
        fails.countDown();
        engine.await(run, "bad", StepStatus.FAILED);
        return run;
    }

    private RunHandle whileTheOtherWaits(String rule, String ofBad) {
        engine = new EngineOnSqlite(folder, 2);
        engine.runner.failingFirst("other", 1, Failure.Type.TIMEOUT, "too slow");
        RunHandle run = start(rule, ofBad);
        engine.await(run, "other", StepStatus.WAITING);
        fails.countDown();
        engine.await(run, "bad", StepStatus.FAILED);
        return run;
    }

    private RunHandle whileTheOtherStandsInLine(String rule, String ofBad) {
        engine = new EngineOnSqlite(folder, 1);
        RunHandle run = start(rule, ofBad);
        engine.await(run, "other", StepStatus.PENDING);
        fails.countDown();
        return run;
    }

    private RunHandle start(String rule, String ofBad) {
        engine.runner.failingAfter("bad", fails, Failure.Type.ERROR, "no luck");
        return engine.start(
                """
                %s
                steps:
                  - {id: bad, agent: any, needs: []%s}
                  - {id: other, agent: any, needs: [], retry: {attempts: 2, on: [timeout]}}
                  - {id: behind-bad, agent: any, needs: [bad]}
                  - {id: behind-other, agent: any, needs: [other]}
                  - {id: last, agent: any, needs: [behind-other]}
                  - {id: join, agent: any, needs: [bad, other]}
                """
                        .formatted(rule, ofBad));
    }

    /// @param behind what became of the steps behind the other
    private void assertRunFails(RunHandle run, String behind, String other) {
        assertThat(engine.run(run.id())).isEqualTo("failed, completed, bad, error: no luck");
        assertThat(engine.steps(run.id()))
                .containsExactly(
                        FAILED,
                        "behind-bad: skipped, completed",
                        "behind-other: " + behind + ", completed",
                        "join: skipped, completed",
                        "last: " + behind + ", completed",
                        other);
    }

    private void assertAllEndsWell(RunHandle run, String other) {
        assertThat(engine.run(run.id())).isEqualTo("succeeded, completed");
        assertThat(engine.steps(run.id()))
                .containsExactly(
                        FAILED,
                        "behind-bad: succeeded, completed",
                        "behind-other: succeeded, completed",
                        "join: succeeded, completed",
                        "last: succeeded, completed",
                        other);
    }
}
