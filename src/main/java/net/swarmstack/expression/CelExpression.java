package net.swarmstack.expression;

import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;

import net.swarmstack.model.StepId;

import tools.jackson.databind.JsonNode;

import java.util.LinkedHashSet;
import java.util.Set;

/// An expression in CEL, compiled.
final class CelExpression implements Expression {

    private final CelRuntime.Program program;
    private final CelReferences references;
    private final Vocabulary vocabulary;
    private final ValueType type;
    private final CelView view;

    CelExpression(
            CelRuntime.Program program,
            CelReferences references,
            Vocabulary vocabulary,
            ValueType type) {
        this.program = program;
        this.references = references;
        this.vocabulary = vocabulary;
        this.type = type;
        this.view = new CelView(references.paths(), vocabulary);
    }

    @Override
    public Set<StepId> stepsRead() {
        var steps = new LinkedHashSet<StepId>();
        references.paths().forEach(path -> path.step().ifPresent(steps::add));
        return steps;
    }

    @Override
    public ValueType type() {
        return type;
    }

    @Override
    public JsonNode evaluate(Scope scope, Work work) throws ExpressionException {
        var budget = new CelBudget(work);
        Object result;
        try {
            result =
                    program.trace(
                            view.of(scope, work), new CelFunctions(budget), budget.listener());
        } catch (CelEvaluationException e) {
            throw new ExpressionException(new CelFailure(references, vocabulary, scope).reason(e));
        } catch (Work.Exceeded e) {
            throw new ExpressionException(e.reason());
        }
        return CelValues.toJson(result);
    }
}
