package net.swarmstack.engine.core;

import static net.swarmstack.engine.core.DecidedRun.accepted;
import static net.swarmstack.engine.core.DecidedRun.failed;
import static net.swarmstack.engine.core.DecidedRun.id;
import static net.swarmstack.engine.core.DecidedRun.resolved;
import static net.swarmstack.engine.core.DecidedRun.skipped;
import static net.swarmstack.engine.core.DecidedRun.started;
import static net.swarmstack.engine.core.DecidedRun.succeeded;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.model.Failure;
import net.swarmstack.model.RunEvent;
import net.swarmstack.model.RunEvent.Resolution;
import net.swarmstack.model.RunEvent.Resolved;
import net.swarmstack.model.RunStatus;
import net.swarmstack.model.StepStatus;

import org.junit.jupiter.api.Test;

import java.util.Optional;

/// A false `if`, `continue_on_error`, and `fail_fast`.
class DeciderFailureTest {

    private static final String CONDITION =
            """
            steps:
              - {id: a, agent: any, if: false}
              - {id: b, agent: any}
            """;

    private static final String CONTINUED =
            """
            steps:
              - {id: a, agent: any, continue_on_error: true}
              - {id: b, agent: any}
            """;

    /// Steps `a` and `b` are independent, and each has another behind it; `e` needs both.
    private static final String BRANCHES =
            """
            steps:
              - {id: a, agent: any, needs: []}
              - {id: b, agent: any, needs: []}
              - {id: c, agent: any, needs: [a]}
              - {id: d, agent: any, needs: [b]}
              - {id: e, agent: any, needs: [a, b]}
            """;

    private static final String BRANCHES_TO_THEIR_ENDS = "fail_fast: false\n" + BRANCHES;

    @Test
    void stepWhoseConditionIsFalseIsSkippedAndCountsAsDone() {
        var run = new DecidedRun(CONDITION);
        run.apply(accepted());

        run.apply(skipped("a"));

        assertThat(run.status("a")).isEqualTo(StepStatus.SKIPPED);
        assertThat(run.state().step(id("a")).attempt()).isZero();
        assertThat(run.commands()).containsExactly(new Command.Resolve(id("b")));
    }

    @Test
    void runInWhichAllIsSkippedEndsWell() {
        var run = new DecidedRun(CONDITION);
        run.apply(accepted(), skipped("a"));

        run.apply(skipped("b"));

        assertThat(run.state().error()).isEmpty();
        assertThat(run.commands()).containsExactly(new Command.ResolveOutputs());
    }

    @Test
    void stepThatFailsWithContinueOnErrorCountsAsDoneAndLeavesTheRunWell() {
        var run = new DecidedRun(CONTINUED);
        run.apply(accepted(), resolved("a"), started("a"));

        run.apply(failed("a", Failure.Type.ERROR));

        assertThat(run.status("a")).isEqualTo(StepStatus.FAILED);
        assertThat(run.state().error()).isEmpty();
        assertThat(run.commands()).containsExactly(new Command.Resolve(id("b")));
    }

    @Test
    void stepThatTimesOutWithContinueOnErrorShowsItAndLeavesTheRunWell() {
        var run = new DecidedRun(CONTINUED);
        run.apply(accepted(), resolved("a"), started("a"));

        run.apply(failed("a", Failure.Type.TIMEOUT));

        assertThat(run.status("a")).isEqualTo(StepStatus.TIMED_OUT);
        assertThat(run.commands()).containsExactly(new Command.Resolve(id("b")));
    }

    @Test
    void stepThatCannotBeResolvedWithContinueOnErrorCountsAsDone() {
        var run = new DecidedRun(CONTINUED);
        run.apply(accepted());

        run.apply(unresolvable("a"));

        assertThat(run.status("a")).isEqualTo(StepStatus.FAILED);
        assertThat(run.commands()).containsExactly(new Command.Resolve(id("b")));
    }

    @Test
    void runThatWentOnAfterAFailureEndsWell() {
        var run = new DecidedRun(CONTINUED);
        run.apply(accepted(), resolved("a"), started("a"), failed("a", Failure.Type.ERROR));

        run.apply(resolved("b"), started("b"), succeeded("b"));

        assertThat(run.commands()).containsExactly(new Command.ResolveOutputs());
    }

    @Test
    void firstFailureCancelsWhatStandsInLineAndWhatIsBehindIt() {
        var run = new DecidedRun(BRANCHES);
        run.apply(accepted(), resolved("a"), started("a"), resolved("b"));

        run.apply(failed("a", Failure.Type.ERROR), started("b"));

        assertThat(run.statuses())
                .containsExactly(
                        StepStatus.FAILED,
                        StepStatus.CANCELLED,
                        StepStatus.SKIPPED,
                        StepStatus.CANCELLED,
                        StepStatus.SKIPPED);
    }

    @Test
    void stepThatIsNotResolvedYetIsCancelledByTheFirstFailure() {
        var run = new DecidedRun(BRANCHES);
        run.apply(accepted());

        run.apply(unresolvable("a"), resolved("b"));

        assertThat(run.status("b")).isEqualTo(StepStatus.CANCELLED);
    }

    @Test
    void stepBehindOneThatStillExecutesIsSkippedWhereThatFailsToo() {
        var run = new DecidedRun(BRANCHES);
        run.apply(accepted(), resolved("a"), started("a"), resolved("b"), started("b"));
        run.apply(failed("a", Failure.Type.ERROR));
        assertThat(run.status("d")).isEqualTo(StepStatus.PENDING);

        run.apply(failed("b", Failure.Type.OOM));

        assertThat(run.status("b")).isEqualTo(StepStatus.FAILED);
        assertThat(run.status("d")).isEqualTo(StepStatus.SKIPPED);
    }

    @Test
    void runFailsWithItsFirstFailure() {
        var run = new DecidedRun(BRANCHES);
        run.apply(accepted(), resolved("a"), started("a"), resolved("b"), started("b"));

        run.apply(failed("b", Failure.Type.ERROR), failed("a", Failure.Type.OOM));

        assertThat(run.commands())
                .containsExactly(
                        new Command.FinishRun(
                                RunStatus.FAILED,
                                Optional.of(new Failure(Failure.Type.ERROR, "why")),
                                Optional.of(id("b"))));
    }

    @Test
    void otherBranchesGoOnWithoutFailFast() {
        var run = new DecidedRun(BRANCHES_TO_THEIR_ENDS);
        run.apply(accepted(), resolved("a"), started("a"), failed("a", Failure.Type.ERROR));

        run.apply(resolved("b"), started("b"), succeeded("b"));

        assertThat(run.commands()).containsExactly(new Command.Resolve(id("d")));
        assertThat(run.status("c")).isEqualTo(StepStatus.SKIPPED);
        assertThat(run.status("e")).isEqualTo(StepStatus.SKIPPED);
    }

    @Test
    void runThatFailedWithoutFailFastEndsFailedOnceAllBranchesHaveEnded() {
        var run = new DecidedRun(BRANCHES_TO_THEIR_ENDS);
        run.apply(accepted(), resolved("a"), started("a"), failed("a", Failure.Type.ERROR));
        run.apply(resolved("b"), started("b"), succeeded("b"));

        run.apply(resolved("d"), started("d"), succeeded("d"));

        assertThat(run.commands())
                .containsExactly(
                        new Command.FinishRun(
                                RunStatus.FAILED,
                                Optional.of(new Failure(Failure.Type.ERROR, "why")),
                                Optional.of(id("a"))));
    }

    @Test
    void stepsAreTriedAgainInARunThatFailedWithoutFailFast() {
        var run =
                new DecidedRun(
                        """
                        fail_fast: false
                        steps:
                          - {id: a, agent: any, needs: []}
                          - {id: b, agent: any, needs: [], retry: {attempts: 2}}
                        """);
        run.apply(accepted(), resolved("a"), started("a"), resolved("b"), started("b"));
        run.apply(failed("a", Failure.Type.ERROR));

        run.apply(failed("b", Failure.Type.ERROR));

        assertThat(run.status("b")).isEqualTo(StepStatus.WAITING);
    }

    private static RunEvent unresolvable(String step) {
        return new Resolved(
                id(step),
                new Resolution.Unresolvable(new Failure(Failure.Type.BAD_INPUT, "no such path")));
    }
}
