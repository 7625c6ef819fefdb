package net.swarmstack.expression;

import com.google.common.primitives.UnsignedLong;

import dev.cel.common.values.CelByteString;
import dev.cel.common.values.ErrorValue;
import dev.cel.common.values.NullValue;
import dev.cel.runtime.CelUnknownSet;

import net.swarmstack.model.Json;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// JSON as CEL sees it, and back.
final class CelValues {

    private static final int MAX_RESULT_SIZE = 1 << 20;
    private static final int MAX_DEPTH = 64;
    private static final int MAX_KEY_LENGTH = 1024;

    /// What CEL takes for null. A Java null would be an unknown, and spoil a result without an
    /// error.
    static final Object NULL = NullValue.NULL_VALUE;

    /// What is left of the size of a result, in nodes and characters.
    private int sizeLeft = MAX_RESULT_SIZE;

    private CelValues() {}

    /// Integers stay exact, fractions become doubles.
    ///
    /// @param type what is declared of the value
    static Object fromJson(JsonNode value, ValueType type) throws ExpressionException {
        return switch (value.getNodeType()) {
            case OBJECT -> {
                var map = new CelMap(type);
                for (Map.Entry<String, JsonNode> member : value.properties()) {
                    String name = member.getKey();
                    map.set(
                            name,
                            fromJson(
                                    member.getValue(),
                                    type.property(name).orElse(ValueType.Scalar.ANY)));
                }
                yield map;
            }
            case ARRAY -> {
                ValueType items = type.item().orElse(ValueType.Scalar.ANY);
                var list = new ArrayList<Object>(value.size());
                for (JsonNode item : value) {
                    list.add(fromJson(item, items));
                }
                yield CelList.of(list);
            }
            case STRING -> value.stringValue();
            case BOOLEAN -> value.booleanValue();
            case NUMBER -> number(value);
            case NULL, MISSING, BINARY, POJO -> NULL;
        };
    }

    /// The value with every list and map in it as one of ours.
    static Object adopted(Object value) {
        return switch (value) {
            case Weighed weighed -> weighed;
            case Collection<?> items -> {
                var list = new ArrayList<Object>(items.size());
                items.forEach(item -> list.add(adopted(item)));
                yield CelList.of(list);
            }
            case Map<?, ?> members -> {
                var map = new CelMap(ValueType.Scalar.ANY);
                members.forEach((key, member) -> map.set(key, adopted(member)));
                yield map;
            }
            default -> value;
        };
    }

    /// The JSON of a result.
    static JsonNode toJson(Object value) throws ExpressionException {
        return new CelValues().json(value, 1);
    }

    private static Object number(JsonNode value) throws ExpressionException {
        boolean isWhole = value.isIntegralNumber();
        double number = isWhole ? 0 : value.decimalValue().doubleValue();
        if (Double.isInfinite(number) || (isWhole && !value.canConvertToLong())) {
            throw new ExpressionException("a number is too large for a longer expression");
        }
        return isWhole ? (Object) value.longValue() : (Object) number;
    }

    private JsonNode json(Object value, int depth) throws ExpressionException {
        if (depth > MAX_DEPTH) {
            throw new ExpressionException("gives a value of more than " + MAX_DEPTH + " levels");
        }
        take(1);
        return switch (value) {
            case NullValue _ -> NullNode.instance;
            case Boolean bool -> BooleanNode.valueOf(bool);
            case Long number -> Json.parse(number.toString());
            case Double number -> fraction(number);
            case String text -> {
                take(text.length());
                yield StringNode.valueOf(text);
            }
            case List<?> list -> list(list, depth);
            case Map<?, ?> map -> object(map, depth);
            case UnsignedLong number when number.longValue() >= 0 -> Json.parse(number.toString());
            case CelUnknownSet _ ->
                    throw new ExpressionException("gives no value: something in it is unknown");
            case ErrorValue error -> // what || and && hand on, in a list or a map
                    throw new ExpressionException(CelEngine.message(error.value()));
            case UnsignedLong number ->
                    throw new ExpressionException(
                            "gives " + number + ", which is more than 9223372036854775807");
            default -> throw new ExpressionException(noJson(kindBesideJson(value)));
        };
    }

    private static String kindBesideJson(Object value) {
        return switch (value) {
            case Instant _ -> "a timestamp";
            case Duration _ -> "a duration";
            case CelByteString _ -> "bytes";
            case Optional<?> _ -> "an optional";
            default -> "a type";
        };
    }

    /// Says of a result that it has no place in JSON.
    static String noJson(String what) {
        return "gives "
                + what
                + ", which is no JSON: end an optional with .orValue(…), and make a text of"
                + " anything else with string(…)";
    }

    private static JsonNode fraction(double number) throws ExpressionException {
        if (!Double.isFinite(number)) {
            throw new ExpressionException("gives " + number + ", which is no number in JSON");
        }
        return JsonNodeFactory.instance.numberNode(BigDecimal.valueOf(number));
    }

    private JsonNode list(List<?> list, int depth) throws ExpressionException {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (Object item : list) {
            array.add(json(item, depth + 1));
        }
        return array;
    }

    private JsonNode object(Map<?, ?> map, int depth) throws ExpressionException {
        ObjectNode object = Json.object();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (!(entry.getKey() instanceof String key) || key.length() > MAX_KEY_LENGTH) {
                throw new ExpressionException(
                        "gives a map whose keys are no texts of at most 1,024 characters");
            }
            take(key.length());
            object.set(key, json(entry.getValue(), depth + 1));
        }
        return object;
    }

    private void take(int size) throws ExpressionException {
        sizeLeft -= size;
        if (sizeLeft < 0) {
            throw new ExpressionException("gives more than 1 MiB");
        }
    }
}
