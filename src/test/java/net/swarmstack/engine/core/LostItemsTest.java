package net.swarmstack.engine.core;

import static net.swarmstack.engine.core.DecidedRun.accepted;
import static net.swarmstack.engine.core.DecidedRun.each;
import static net.swarmstack.engine.core.DecidedRun.failed;
import static net.swarmstack.engine.core.DecidedRun.id;
import static net.swarmstack.engine.core.DecidedRun.lost;
import static net.swarmstack.engine.core.DecidedRun.resolved;
import static net.swarmstack.engine.core.DecidedRun.started;
import static net.swarmstack.engine.core.DecidedRun.succeeded;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.model.Failure;
import net.swarmstack.model.RunEvent.StepDeadlinePassed;
import net.swarmstack.model.StepStatus;

import org.junit.jupiter.api.Test;

class LostItemsTest {

    private static final String EACH =
            "steps: [{id: each, agent: any, foreach: [1, 2], concurrency: 2,"
                    + " step_timeout_seconds: 9}]\n";

    @Test
    void itemIsTriedAgainOfItsOwn() {
        var run = iterating();

        run.apply(lost("each[1]", 1));

        assertThat(run.status("each[1]")).isEqualTo(StepStatus.PENDING);
        assertThat(run.status("each[0]")).isEqualTo(StepStatus.RUNNING);
        assertThat(run.commands())
                .singleElement()
                .isInstanceOfSatisfying(
                        Command.StartAttempt.class,
                        next -> assertThat(next.step()).isEqualTo(id("each[1]")));
    }

    @Test
    void itemThatIsLostThreeTimesFailsItsStep() {
        var run = iterating();
        run.apply(succeeded("each[0]"));

        run.apply(lost("each[1]", 1), started("each[1]", 2), lost("each[1]", 2));
        run.apply(started("each[1]", 3), lost("each[1]", 3));

        assertThat(run.status("each")).isEqualTo(StepStatus.FAILED);
        assertThat(run.state().error().map(Failure::message).orElseThrow())
                .startsWith("item 1: the process that executed attempt 3");
    }

    @Test
    void lostItemIsCancelledWhereAnotherHasFailed() {
        var run = iterating();
        run.apply(failed("each[0]", Failure.Type.ERROR));

        run.apply(lost("each[1]", 1));

        assertThat(run.status("each[1]")).isEqualTo(StepStatus.CANCELLED);
        assertThat(run.status("each")).isEqualTo(StepStatus.FAILED);
    }

    @Test
    void lostItemIsCancelledWhereTheStepsDeadlinePassed() {
        var run = iterating();
        run.apply(new StepDeadlinePassed(id("each")));

        run.apply(lost("each[0]", 1), lost("each[1]", 1));

        assertThat(run.status("each[1]")).isEqualTo(StepStatus.CANCELLED);
        assertThat(run.status("each")).isEqualTo(StepStatus.TIMED_OUT);
    }

    private static DecidedRun iterating() {
        var run = new DecidedRun(EACH);
        run.apply(accepted(), each("each", 2), resolved("each[0]"), resolved("each[1]"));
        run.apply(started("each[0]"), started("each[1]"));
        return run;
    }
}
