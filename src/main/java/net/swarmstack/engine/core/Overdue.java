package net.swarmstack.engine.core;

import net.swarmstack.model.Failure;
import net.swarmstack.model.Seconds;
import net.swarmstack.plan.Plan;

/// Says whose deadline passed.
final class Overdue {

    private Overdue() {}

    /// Why a step ends at its own deadline.
    static Failure failure(Draft draft, StepState step) {
        String deadline =
                draft.plan().step(step.id()).stepTimeout().map(Seconds::text).orElseThrow();
        return new Failure(
                Failure.Type.TIMEOUT, "stopped at the step's step_timeout_seconds of " + deadline);
    }

    /// Why a run ends at its deadline.
    static Failure failure(Plan plan) {
        String timeout = plan.rules().timeout().map(Seconds::text).orElseThrow();
        return new Failure(
                Failure.Type.TIMEOUT, "stopped at the workflow's timeout_seconds of " + timeout);
    }
}
