package net.swarmstack.expression;

import net.swarmstack.model.Excerpt;
import net.swarmstack.model.Json;
import net.swarmstack.model.SwarmException;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Evaluates the expressions that it reads, one a line, over large values, and prints what came of
/// each on one line; [ExpressionBoundsTest] gives it little memory.
final class BoundsProgram {

    private BoundsProgram() {}

    public static void main(String[] args) throws IOException {
        ObjectNode roots = Json.object();
        roots.set("trigger", trigger());
        var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            System.out.println(outcome(line, roots));
        }
    }

    /// Texts and lists of the largest size that CEL sees, and larger ones.
    private static ObjectNode trigger() {
        ObjectNode trigger = Json.object();
        trigger.put("megabyte", "x".repeat(1_000_000));
        trigger.put("text", "x".repeat(32_000));
        trigger.put("other", "x".repeat(31_999) + "y");
        trigger.put("half", "x".repeat(16_000) + "y");
        trigger.put("digits", "1".repeat(32_000));
        fill(trigger, "many", 100_000);
        fill(trigger, "list", 16_000);
        fill(trigger, "same", 16_000);
        fill(trigger, "tenth", 9_999);
        var lists = trigger.putArray("lists");
        for (int i = 0; i < 9_000; i++) {
            lists.addArray();
        }
        var map = trigger.putObject("map");
        for (int i = 0; i < 2_500; i++) {
            map.put("k" + i, 1);
        }
        return trigger;
    }

    private static void fill(ObjectNode into, String name, int size) {
        var list = into.putArray(name);
        for (int i = 0; i < size; i++) {
            list.add(1);
        }
    }

    private static String outcome(String expression, JsonNode roots) {
        try {
            Evaluation evaluation =
                    TemplateFixture.template("${" + expression + "}")
                            .evaluate(name -> Optional.ofNullable(roots.get(name)));
            return switch (evaluation) {
                case Evaluation.Value(JsonNode value) -> "value " + Excerpt.of(Json.compact(value));
                case Evaluation.Failed(String message) ->
                        message.substring(Excerpt.of("${" + expression + "}").length() + 2);
            };
        } catch (SwarmException e) {
            return String.valueOf(e.getMessage()).replace('\n', ' ');
        }
    }
}
