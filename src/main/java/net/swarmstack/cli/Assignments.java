package net.swarmstack.cli;

import net.swarmstack.model.Excerpt;
import net.swarmstack.model.Json;
import net.swarmstack.model.JsonReading;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/// Reads `NAME=VALUE` from the command line.
final class Assignments {

    private Assignments() {}

    /// An object of what an option gives, each value read as its type.
    ///
    /// @param option as in `--var`
    /// @param types by name: `string`, `number`, `integer`, `boolean`, `object`, `array`, and
    ///   anything else for text as it stands
    /// @throws SwarmException `USAGE` where one has no `=`, names what another named, or has
    ///   another type
    static ObjectNode read(Invocation invocation, String option, Function<String, String> types) {
        ObjectNode values = Json.object();
        List<String> given = invocation.options(option);
        for (String assignment : given) {
            int equals = assignment.indexOf('=');
            if (equals < 1) {
                throw refusal(
                        option, Excerpt.quote(assignment) + " is no NAME=VALUE, as in name=Ada");
            }
            String name = assignment.substring(0, equals);
            if (values.has(name)) {
                throw refusal(option, Excerpt.quote(name) + " is given twice");
            }
            String text = assignment.substring(equals + 1);
            values.set(name, value(option + " " + name, text, types.apply(name)));
        }
        return values;
    }

    private static JsonNode value(String what, String text, String type) {
        return switch (type) {
            case "number" -> json(what, text, JsonNode::isNumber, "a number");
            case "integer" -> json(what, text, JsonNode::isIntegralNumber, "a whole number");
            case "boolean" -> json(what, text, JsonNode::isBoolean, "true or false");
            case "object" -> json(what, text, JsonNode::isObject, "a JSON object");
            case "array" -> json(what, text, JsonNode::isArray, "a JSON list");
            default -> StringNode.valueOf(text);
        };
    }

    private static JsonNode json(
            String what, String text, Predicate<JsonNode> isWanted, String wanted) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        if (Json.read(utf8) instanceof JsonReading.Value(JsonNode value) && isWanted.test(value)) {
            return value;
        }
        throw refusal(what, "expected " + wanted + ", not " + Excerpt.quote(text));
    }

    private static SwarmException refusal(String what, String why) {
        return new SwarmException(Code.USAGE, what + ": " + why);
    }
}
