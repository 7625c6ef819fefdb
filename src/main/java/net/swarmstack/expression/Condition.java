package net.swarmstack.expression;

import net.swarmstack.model.Excerpt;
import net.swarmstack.model.Located;
import net.swarmstack.model.Parsed;
import net.swarmstack.model.Problem;
import net.swarmstack.model.StepId;

import tools.jackson.databind.JsonNode;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The expression of an `if`: CEL without `${…}` around it. Immutable and safe for use by several
/// threads.
public final class Condition {

    private static final ValueType BOOLEAN = ValueType.Scalar.BOOLEAN;

    private final String source;
    private final Expression expression;

    private Condition(String source, Expression expression) {
        this.source = source;
        this.expression = expression;
    }

    /// The condition in a text of a definition, or what is wrong with it.
    ///
    /// @param allowance of the definition
    public static Parsed<Condition> parse(
            Located.Scalar text, Vocabulary vocabulary, CompileAllowance allowance) {
        String source = text.value().asString().strip();
        try {
            return new Parsed.Valid<>(
                    new Condition(source, expression(source, vocabulary, allowance)));
        } catch (ExpressionException e) {
            return new Parsed.Invalid<>(
                    List.of(new Problem(text.at(0), Excerpt.of(source) + ": " + e.reason())),
                    Optional.empty());
        }
    }

    private static Expression expression(
            String source, Vocabulary vocabulary, CompileAllowance allowance)
            throws ExpressionException {
        String text =
                ExpressionText.bounded(source, "a condition such as steps.fetch.outputs.count > 0");
        if (ExpressionText.hasBraces(text)) {
            throw new ExpressionException(
                    "an \"if\" is an expression as a whole: write it without ${ and }");
        }
        allowance.take();
        Expression expression = CelEngine.compile(text, vocabulary);
        ValueType type = expression.type();
        if (type == ValueType.Scalar.NULL || BOOLEAN.conflict(type).isPresent()) {
            throw new ExpressionException(
                    "gives "
                            + type.text()
                            + ", not boolean: expected a condition such as"
                            + " steps.fetch.outputs.count > 0");
        }
        return expression;
    }

    /// The steps whose outputs or status the condition reads.
    public Set<StepId> stepsRead() {
        return expression.stepsRead();
    }

    /// Whether it holds in the scope: a boolean, or why it is neither true nor false.
    public Evaluation evaluate(Scope scope) {
        try {
            JsonNode value = expression.evaluate(scope, new Work());
            return value.isBoolean()
                    ? new Evaluation.Value(value)
                    : failed("gives " + Excerpt.of(value.toString()) + ", not true or false");
        } catch (ExpressionException e) {
            return failed(e.reason());
        }
    }

    private Evaluation failed(String reason) {
        return new Evaluation.Failed("if: " + Excerpt.of(source) + ": " + reason);
    }
}
