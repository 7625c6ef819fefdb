package net.swarmstack.expression;

import dev.cel.common.CelErrorCode;
import dev.cel.runtime.CelEvaluationException;

import tools.jackson.databind.JsonNode;

import java.util.Optional;
import java.util.Set;

/// Says why an evaluation failed. CEL knows only the values at the place where it stopped; the
/// paths that the expression reads say which of them is missing or null.
///
/// @param scope in which it failed
record CelFailure(CelReferences references, Vocabulary vocabulary, Scope scope) {

    private static final Set<CelErrorCode> MISSING =
            Set.of(CelErrorCode.ATTRIBUTE_NOT_FOUND, CelErrorCode.INDEX_OUT_OF_BOUNDS);

    /// The reason, naming a path of the expression where one explains it.
    String reason(CelEvaluationException e) {
        String message = CelEngine.message(e);
        // What `?:` says of an error that `||` and `&&` handed on.
        boolean isHandedOn = message.contains("found :ErrorValue");
        boolean isMissing = MISSING.contains(e.getErrorCode());
        if (isHandedOn || isMissing) {
            Optional<String> missing = missing();
            if (missing.isPresent()) {
                return missing.get();
            }
        }
        if (isHandedOn) {
            return "an operand of || or && before a \"?\" has no value";
        }
        if (isMissing) {
            return sentence(message) + isNull();
        }
        return e.getErrorCode() == CelErrorCode.OVERLOAD_NOT_FOUND
                ? message + ". The operands have types that do not go together" + hint(message)
                : message;
    }

    /// Of a key that is computed CEL gives the key alone.
    private static String sentence(String message) {
        return message.matches("(?s)(key '|Error |Index ).*") ? message : "there is no " + message;
    }

    private Optional<String> missing() {
        for (Path path : references.exactPaths()) {
            try {
                value(path);
            } catch (ExpressionException missing) {
                return Optional.of(missing.reason());
            }
        }
        return Optional.empty();
    }

    private String hint(String message) {
        String isNull = isNull();
        boolean isArithmetic = message.matches("(?s).*function '_[-+*/%]_'.*");
        return isNull.isEmpty() && isArithmetic
                ? ": for a whole number and a fraction write 2.0 or double(…), to join text string(…)"
                : isNull;
    }

    private String isNull() {
        return references.exactPaths().stream()
                .filter(this::isNull)
                .findFirst()
                .map(path -> ". " + path + " is null")
                .orElse("");
    }

    private boolean isNull(Path path) {
        try {
            return value(path).isNull();
        } catch (ExpressionException missing) {
            return false; // where it is missing and nobody read it, it says nothing of the failure
        }
    }

    private JsonNode value(Path path) throws ExpressionException {
        ValueType root = vocabulary.root(path.root()).orElse(ValueType.Scalar.ANY);
        return new PathExpression(path, root, ValueType.Scalar.ANY).evaluate(scope, new Work());
    }
}
