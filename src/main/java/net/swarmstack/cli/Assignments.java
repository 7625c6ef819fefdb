package net.swarmstack.cli;

import net.swarmstack.model.Excerpt;
import net.swarmstack.model.Json;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;

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
            case "number", "integer", "boolean", "object", "array" -> {
                JsonNode value = json(what, text, type);
                boolean isIt =
                        switch (type) {
                            case "number" -> value.isNumber();
                            case "integer" -> value.isIntegralNumber();
                            case "boolean" -> value.isBoolean();
                            case "object" -> value.isObject();
                            default -> value.isArray();
                        };
                if (!isIt) {
                    throw wrong(what, text, type);
                }
                yield value;
            }
            default -> StringNode.valueOf(text);
        };
    }

    private static JsonNode json(String what, String text, String type) {
        try {
            return Json.parse(text.getBytes(StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw wrong(what, text, type);
        }
    }

    private static SwarmException wrong(String what, String text, String type) {
        String shown =
                switch (type) {
                    case "number" -> "a number";
                    case "integer" -> "a whole number";
                    case "boolean" -> "true or false";
                    case "object" -> "a JSON object";
                    default -> "a JSON list";
                };
        return refusal(what, "expected " + shown + ", not " + Excerpt.quote(text));
    }

    private static SwarmException refusal(String what, String why) {
        return new SwarmException(Code.USAGE, what + ": " + why);
    }
}
