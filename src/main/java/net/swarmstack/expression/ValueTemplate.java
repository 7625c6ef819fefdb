package net.swarmstack.expression;

import net.swarmstack.model.StepId;

import java.util.Set;

/// A JSON value whose strings may hold `${…}`, parsed once from the definition.
public final class ValueTemplate {

    /// The steps whose outputs or status the template reads, in the order of first mention.
    public Set<StepId> stepsRead() {
        throw new UnsupportedOperationException();
    }

    /// The value with every expression replaced by what it gives in the scope.
    public Evaluation evaluate(Scope scope) {
        throw new UnsupportedOperationException();
    }
}
