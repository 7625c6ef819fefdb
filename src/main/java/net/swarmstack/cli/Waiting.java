package net.swarmstack.cli;

import net.swarmstack.engine.RunViews;
import net.swarmstack.engine.RunViews.StepView;
import net.swarmstack.model.RunId;

/// Says what a run waits for that only a person can give.
final class Waiting {

    private Waiting() {}

    /// Tells of each step whose outcome nobody knows.
    static void tell(Console console, RunViews runs, RunId run) {
        String id = Text.shortId(run.value());
        runs.steps(run).stream()
                .filter(Waiting::isOutcomeUnknown)
                .forEach(step -> {
                    console.tell(
                            "waiting: nobody knows what became of step "
                                    + Text.visible(step.stepId())
                                    + ", which may be done once only");
                    console.tell(
                            "Say it: swarm runs resolve %s %s --succeeded JSON | --failed | --retry"
                                    .formatted(id, Text.visible(step.stepId())));
                });
    }

    static boolean isOutcomeUnknown(StepView step) {
        return RunReport.text(step.row(), "waits_for").equals(StepView.OUTCOME_UNKNOWN);
    }
}
