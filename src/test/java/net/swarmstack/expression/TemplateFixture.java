package net.swarmstack.expression;

import net.swarmstack.definition.YamlText;
import net.swarmstack.model.Json;
import net.swarmstack.model.Located;
import net.swarmstack.model.Location;
import net.swarmstack.model.Parsed;
import net.swarmstack.model.Problem;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A vocabulary with three steps, and short ways to parse and evaluate one string.
final class TemplateFixture {

    static final Vocabulary VOCABULARY =
            Vocabulary.ofSteps(ValueType.Scalar.ANY, outputs(), Optional.empty());

    private TemplateFixture() {}

    static ValueTemplate template(String text) {
        return ValueTemplate.parse(
                        Located.of(StringNode.valueOf(text), new Location("test", 1, 1)),
                        VOCABULARY,
                        new CompileAllowance())
                .orThrow();
    }

    /// The value of one string in a scope of the given roots, as a JSON object.
    static JsonNode value(String text, String scope) {
        return switch (template(text).evaluate(scope(scope))) {
            case Evaluation.Value(JsonNode value) -> value;
            case Evaluation.Failed(String message) -> throw new AssertionError(message);
        };
    }

    static String failure(String text, String scope) {
        return switch (template(text).evaluate(scope(scope))) {
            case Evaluation.Value(JsonNode value) -> throw new AssertionError("gave " + value);
            case Evaluation.Failed(String message) -> message;
        };
    }

    static Scope scope(String json) {
        JsonNode roots = Json.parse(json);
        return name -> Optional.ofNullable(roots.get(name));
    }

    /// `line:column: message` of each problem in a YAML text.
    static List<String> problems(String yaml) {
        return switch (ValueTemplate.parse(
                YamlText.read("f", yaml).orThrow(), VOCABULARY, new CompileAllowance())) {
            case Parsed.Valid<ValueTemplate> _ -> List.of();
            case Parsed.Invalid<ValueTemplate>(List<Problem> problems, Optional<ValueTemplate> _) ->
                    problems.stream()
                            .map(p -> p.at().line() + ":" + p.at().column() + ": " + p.message())
                            .toList();
        };
    }

    private static Map<String, ValueType> outputs() {
        Map<String, ValueType> counted = new LinkedHashMap<>();
        counted.put("echoed", ValueType.Scalar.STRING);
        counted.put("count", ValueType.Scalar.INTEGER);
        var any = new ValueType.ObjectOf(Map.of());
        Map<String, ValueType> outputs = new LinkedHashMap<>();
        outputs.put("step-1", new ValueType.ObjectOf(counted));
        outputs.put("fetch", any);
        outputs.put("fetch-all", any);
        return outputs;
    }
}
