package net.swarmstack.expression;

import net.swarmstack.expression.ValueType.Scalar;
import net.swarmstack.model.Excerpt;
import net.swarmstack.model.Nearest;
import net.swarmstack.model.StepId;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A plain path: the value is copied as it is.
///
/// @param rootType what the root of the path is: below it, what is declared and absent reads as
///   null
/// @param type what the path leads to
record PathExpression(Path path, ValueType rootType, ValueType type) implements Expression {

    @Override
    public Set<StepId> stepsRead() {
        return path.step().map(Set::of).orElse(Set.of());
    }

    @Override
    public JsonNode evaluate(Scope scope, Work work) throws ExpressionException {
        JsonNode value =
                scope.root(path.root())
                        .orElseThrow(() ->
                                new ExpressionException("there is no " + path.root() + " here"));
        List<Path.Segment> segments = path.segments();
        ValueType typeHere = rootType;
        for (int depth = 0; depth < segments.size(); depth++) {
            Optional<ValueType> declared = PathCheck.declared(typeHere, segments.get(depth));
            Optional<JsonNode> below = below(value, segments.get(depth));
            boolean readsNull =
                    value.isNull()
                            ? declared.isPresent() || path.isBelowOutputs(depth)
                            : declared.isPresent() && value.isObject();
            if (below.isEmpty() && !readsNull) {
                throw new ExpressionException(missing(value, depth));
            }
            value = below.orElse(NullNode.instance);
            typeHere = declared.orElse(Scalar.ANY);
        }
        return value;
    }

    private static Optional<JsonNode> below(JsonNode value, Path.Segment segment) {
        return switch (segment) {
            case Path.Segment.Key(String name) ->
                    value.isObject() ? Optional.ofNullable(value.get(name)) : Optional.empty();
            case Path.Segment.Index(int position) ->
                    value.isArray() ? Optional.ofNullable(value.get(position)) : Optional.empty();
        };
    }

    /// Names what does exist in place of a segment that does not.
    private String missing(JsonNode value, int depth) {
        String parent = path.first(depth).toString();
        return switch (path.segments().get(depth)) {
            case Path.Segment.Key(String name) -> {
                if (!value.isObject()) {
                    yield parent + " is " + kind(value) + ", so it has no " + Excerpt.quote(name);
                }
                List<String> names = value.propertyNames().stream().toList();
                yield parent
                        + " has no "
                        + Excerpt.quote(name)
                        + "."
                        + Nearest.hint(name, names)
                        + (names.isEmpty() ? " It is empty" : " It has: " + Excerpt.names(names));
            }
            case Path.Segment.Index(int position) ->
                    value.isArray()
                            ? parent + " has " + value.size() + " items, none at [" + position + "]"
                            : parent + " is " + kind(value) + ", no list";
        };
    }

    private static String kind(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT -> "an object";
            case ARRAY -> "a list";
            case STRING -> "text";
            case NUMBER -> "a number";
            case BOOLEAN -> "a boolean";
            case NULL, MISSING -> "null";
            case BINARY, POJO -> "no JSON";
        };
    }
}
