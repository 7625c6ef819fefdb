package net.swarmstack.plan;

import net.swarmstack.model.Problem;
import net.swarmstack.model.SwarmException;

import java.util.List;

/// What planning gave.
public sealed interface Planned {

    /// The plan.
    ///
    /// @throws SwarmException `INVALID_DEFINITION` with every problem, where there are some
    default Plan orThrow() {
        return switch (this) {
            case Valid(Plan plan) -> plan;
            case Invalid(List<Problem> problems) -> throw SwarmException.invalid(problems);
        };
    }

    /// The workflow can run.
    record Valid(Plan plan) implements Planned {}

    /// It can't.
    ///
    /// @param problems all of them, in the order of the file
    record Invalid(List<Problem> problems) implements Planned {

        public Invalid {
            problems = Problem.inReadingOrder(problems);
        }
    }
}
