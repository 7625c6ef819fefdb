package net.swarmstack.expression;

import dev.cel.common.CelErrorCode;
import dev.cel.runtime.CelEvaluationException;

import tools.jackson.databind.JsonNode;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Says why an evaluation failed. CEL knows only the values at the place where it stopped; the
/// paths that the expression reads say which of them is missing or null.
///
/// @param scope in which it failed
record CelFailure(CelReferences references, Vocabulary vocabulary, Scope scope) {

    private static final Set<CelErrorCode> MISSING =
            Set.of(CelErrorCode.ATTRIBUTE_NOT_FOUND, CelErrorCode.INDEX_OUT_OF_BOUNDS);

    static final String NO_RANGE = "only a list or an object can be gone through";
    static final String NULL_RANGE = NO_RANGE + ", not null";

    private static final Pattern NO_BOOLEAN =
            Pattern.compile("Expected boolean value, found ?: ?(.*)", Pattern.DOTALL);
    private static final Pattern NO_OBJECT = Pattern.compile("Error resolving field '(.*)'\\. .*");

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
        if (e.getErrorCode() == CelErrorCode.OVERLOAD_NOT_FOUND) {
            return message + ". The operands have types that do not go together" + hint(message);
        }
        Matcher noBoolean = NO_BOOLEAN.matcher(message);
        if (noBoolean.matches()) {
            boolean isNull = noBoolean.group(1).equals(CelValues.NULL.toString());
            return "expected true or false, not "
                    + (isNull ? "null" + isNull() : noBoolean.group(1));
        }
        return message.equals(NULL_RANGE) ? message + isNull() : message;
    }

    /// Of a key that is computed CEL gives the key alone.
    private static String sentence(String message) {
        Matcher noObject = NO_OBJECT.matcher(message);
        if (noObject.matches()) {
            String field = noObject.group(1);
            return "what stands before ." + field + " is no object, so it has no \"" + field + '"';
        }
        if (message.startsWith("Index out of bounds: ")) {
            return message + " (a list is counted from 0)";
        }
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
