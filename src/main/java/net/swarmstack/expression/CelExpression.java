package net.swarmstack.expression;

import dev.cel.common.CelErrorCode;
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
            throw new ExpressionException(reason(e, scope));
        } catch (Work.Exceeded e) {
            throw new ExpressionException(e.reason());
        }
        return CelValues.toJson(result);
    }

    private String reason(CelEvaluationException e, Scope scope) {
        String message = CelEngine.message(e);
        // What `?:` says of an error that `||` and `&&` handed on.
        boolean isHandedOn = message.contains("found :ErrorValue");
        if (isHandedOn || e.getErrorCode() == CelErrorCode.ATTRIBUTE_NOT_FOUND) {
            for (Path path : references.plainPaths()) {
                ValueType root = vocabulary.root(path.root()).orElse(ValueType.Scalar.ANY);
                try {
                    new PathExpression(path, root, ValueType.Scalar.ANY)
                            .evaluate(scope, new Work());
                } catch (ExpressionException missing) {
                    return missing.reason();
                }
            }
        }
        if (isHandedOn) {
            return "an operand of || or && before a \"?\" has no value";
        }
        return e.getErrorCode() == CelErrorCode.OVERLOAD_NOT_FOUND
                ? message
                        + ". The operands have types that do not go together: for a whole number"
                        + " and a fraction write 2.0 or double(…)"
                : message;
    }
}
