package net.swarmstack.expression;

import net.swarmstack.model.StepId;

import tools.jackson.databind.JsonNode;

import java.util.Set;

/// What stands between `${` and `}`.
sealed interface Expression permits PathExpression, CelExpression {

    /// The steps it reads, in the order of first mention.
    Set<StepId> stepsRead();

    /// What is known of its value before it is evaluated.
    ValueType type();

    /// What it gives.
    ///
    /// @param work that pays for it
    /// @throws ExpressionException where it gives nothing
    JsonNode evaluate(Scope scope, Work work) throws ExpressionException;
}
