package net.swarmstack.expression;

import dev.cel.common.CelErrorCode;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.Program;

import net.swarmstack.model.StepId;

import tools.jackson.databind.JsonNode;

import java.util.LinkedHashSet;
import java.util.Set;

/// An expression in CEL, compiled.
final class CelExpression implements Expression {

    private final Program program;
    private final CelReferences references;
    private final CelView view;

    CelExpression(Program program, CelReferences references, CelView view) {
        this.program = program;
        this.references = references;
        this.view = view;
    }

    @Override
    public Set<StepId> stepsRead() {
        var steps = new LinkedHashSet<StepId>();
        references.paths().forEach(path -> path.step().ifPresent(steps::add));
        return steps;
    }

    @Override
    public JsonNode evaluate(Scope scope) throws ExpressionException {
        Object result;
        try {
            result = program.eval(view.of(scope), new CelBudget());
        } catch (CelEvaluationException e) {
            throw new ExpressionException(reason(e, scope));
        }
        return CelValues.toJson(result);
    }

    private String reason(CelEvaluationException e, Scope scope) {
        if (e.getErrorCode() == CelErrorCode.ATTRIBUTE_NOT_FOUND) {
            for (Path path : references.plainPaths()) {
                try {
                    new PathExpression(path, Set.of()).evaluate(scope);
                } catch (ExpressionException missing) {
                    return missing.reason();
                }
            }
        }
        String message = CelEngine.message(e);
        return e.getErrorCode() == CelErrorCode.OVERLOAD_NOT_FOUND
                ? message
                        + ". The operands have types that do not go together: for a whole number"
                        + " and a fraction write 2.0 or double(…)"
                : message;
    }
}
