package net.swarmstack.expression;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.definition.YamlText;
import net.swarmstack.expression.ValueType.ListOf;
import net.swarmstack.expression.ValueType.ObjectOf;
import net.swarmstack.expression.ValueType.Scalar;
import net.swarmstack.model.Json;
import net.swarmstack.model.Located;
import net.swarmstack.model.Location;
import net.swarmstack.model.Parsed;
import net.swarmstack.model.Problem;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.node.StringNode;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the declarations of agents say about expressions.
final class DeclaredTypesTest {

    private static final ValueType USER = object("name", Scalar.STRING, "age", Scalar.INTEGER);

    /// Step `a` declares its outputs, step `any` none.
    private static final Vocabulary VOCABULARY =
            Vocabulary.ofSteps(
                    Scalar.ANY,
                    Map.of(
                            "a",
                            object(
                                    "user",
                                    USER,
                                    "mails",
                                    new ListOf(object("subject", Scalar.STRING)),
                                    "score",
                                    Scalar.NUMBER,
                                    "count",
                                    Scalar.INTEGER,
                                    "data",
                                    new ObjectOf(Map.of()),
                                    "x-y",
                                    Scalar.STRING),
                            "any",
                            new ObjectOf(Map.of())),
                    Optional.empty());

    private static final String SCOPE =
            """
            {"trigger": {"k": "count", "n": 1},
             "steps": {
               "a": {"outputs": {"user": {"name": "Ada"}, "mails": [{"subject": "s"}, {}], "score": 3,
                                 "count": 2, "data": {"free": 1}}, "status": "succeeded"},
               "any": {"outputs": {"b": {"c": [1]}}, "status": "succeeded"}}}
            """;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "steps.a.outputs.nope | \"nope\" does not exist in steps.a.outputs. There is: user",
                "steps.a.outputs.user.nme | \"nme\" does not exist in steps.a.outputs.user. Did you mean \"name\"? There is: name, age",
                "steps.a.outputs[\"cuont\"] | Did you mean \"count\"?",
                "steps.a.outputs.mails[0].subjct | \"subjct\" does not exist in steps.a.outputs.mails[0]. Did you mean \"subject\"?",
                "steps.a.outputs.mails.subject | steps.a.outputs.mails is declared as array, so it has no \"subject\"",
                "steps.a.outputs.count.x | steps.a.outputs.count is declared as integer, so it has no \"x\"",
                "1 + steps.a.outputs.cuont | Did you mean \"count\"?",
                "steps.a.outputs.user.nme + '' | \"nme\" does not exist in steps.a.outputs.user",
                "has(steps.a.outputs.user.nme) | \"nme\" does not exist in steps.a.outputs.user",
                "steps.a.outputs.?nope.orValue(1) | \"nope\" does not exist in steps.a.outputs",
                "steps.a.?outputs.?user.?nme.orValue('') | \"nme\" does not exist in",
                "steps.a.outputs[?'nope'].orValue(1) | \"nope\" does not exist in steps.a.outputs",
                "steps.a.outputs.mails.map(m, m.subjct) | \"subjct\" does not exist in m. Did you mean \"subject\"?",
                "steps.a.outputs.mails.filter(m, m.subjct != null) | \"subjct\" does not exist in m",
                "steps.a.outputs.mails.exists(m, has(m.subjct)) | \"subjct\" does not exist in m",
                "steps.a.outputs.mails[0].subjct + '' | \"subjct\" does not exist in steps.a.outputs.mails[…]",
                "steps.a.outputs.mails.filter(m, true)[0].subjct | \"subjct\" does not exist in",
                "steps.a.outputs.mails.map(m, {'s': m})[0].s.subjct | \"subjct\" does not exist in",
                "[steps.a.outputs.user].map(u, u.nme) | \"nme\" does not exist in u",
                "(steps.a.outputs.mails + steps.a.outputs.mails)[0].subjct | \"subjct\" does not exist in",
                "(trigger.n > 0 ? steps.a.outputs.user : null).nme | \"nme\" does not exist in",
                "[steps.a.outputs.count].map(c, c.x) | c is declared as integer, so it has no \"x\""
            })
    void whatIsNotDeclaredIsRefusedWithItsPlaceAndTheNearest(String expression, String problem) {
        assertThat(problems("- >-\n  ${" + expression + "}"))
                .singleElement()
                .asString()
                .startsWith("f:1:3: ${")
                .contains(problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "size(steps.a.outputs) | 5",
                "'count' in steps.a.outputs | true",
                "'nope' in steps.a.outputs | false",
                "steps.a.outputs['count'] + 1 | 3",
                "steps.a.outputs[trigger.k] + 1 | 3",
                "steps['a'].outputs.count + 1 | 3",
                "steps.a.outputs.map(k, k).size() | 5",
                "steps.a.outputs.data.free + 1 | 2",
                "steps.any.outputs.b.c[0] + 1 | 2",
                "steps.any.outputs.b == {'c': [1]} | true",
                "steps.a.outputs.score > 2 | true",
                "steps.a.outputs.score == 3 | true",
                "steps.a.outputs.score / 2 | 1",
                "steps.a.outputs.mails.map(m, m.subject) | [\"s\",null]",
                "steps.a.outputs.mails.map(m, m['subject']) | [\"s\",null]",
                "steps.a.outputs.mails.map(m, has(m.subject)) | [true,false]",
                "steps.a.outputs.mails.map(m, m.?subject.orValue('-')) | [\"s\",\"-\"]",
                "steps.a.outputs.mails.map(m, m[?'subject'].orValue('-')) | [\"s\",\"-\"]",
                "steps.a.outputs.mails.map(m, size(m)) | [1,0]",
                "steps.a.outputs.mails[1] == {} | true",
                "steps.a.outputs.user.age == null | true",
                "steps.a.outputs['x-y'] == null | true",
                "steps.a.outputs.?user.?age.orValue(7) | 7",
                "has(steps.a.outputs.user.age) | false",
                "'age' in steps.a.outputs.user | false",
                "size(steps.a.outputs.user) | 1"
            })
    void whatIsDeclaredReadsAsAMapThatMayLackIt(String expression, String expected) {
        assertThat(value("${" + expression + "}", SCOPE)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"outputs\":{}}", "{\"outputs\":{\"user\":null}}", "{\"outputs\":null}"})
    void declaredFieldBelowOneThatIsAbsentReadsAsNull(String step) {
        String scope = "{\"steps\":{\"a\":" + step + "}}";

        assertThat(value("${steps.a.outputs.user.name}", scope)).isEqualTo("null");
        assertThat(value("${steps.a.outputs.mails[3].subject}", scope)).isEqualTo("null");
        assertThat(value("${steps.a.outputs.user.name == null}", scope)).isEqualTo("true");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "steps.a.outputs.score | NUMBER",
                "steps.a.outputs.user | object",
                "steps.a.outputs.mails | array",
                "steps.a.outputs.mails[0].subject | STRING",
                "steps.a.status | STRING",
                "steps.any.outputs | object",
                "steps.any.outputs.x | ANY",
                "trigger.x | ANY",
                "run.id | STRING",
                "steps.a.outputs.count + 1 | INTEGER",
                "steps.a.outputs.score + 1.5 | NUMBER",
                "steps.a.outputs.score + trigger.n | ANY",
                "size(trigger) | INTEGER",
                "string(trigger.n) | STRING",
                "trigger.n > 1 && trigger.n < 3 | BOOLEAN",
                "trigger.n > 1 ? 'a' : 'b' | STRING",
                "trigger.n > 1 ? dyn('a') : 2 | ANY",
                "trigger.n > 1 ? steps.a.outputs.count : steps.a.outputs.score | NUMBER",
                "trigger.n > 1 ? 1 : trigger.n | ANY",
                "steps.a.outputs.?count.orValue(1) | INTEGER",
                "steps.a.outputs.?count.orValue('x') | ANY",
                "optional.of(1).orValue(trigger.n) | ANY",
                "steps.a.outputs.mails.map(m, m.subject)[0] | STRING",
                "steps.a.outputs.mails.all(m, true) | BOOLEAN",
                "dyn(1) | ANY",
                "[1, 2][0] | INTEGER",
                "{'a': 1}.a | INTEGER",
                "null | NULL"
            })
    void typeOfAnExpressionIsThatOfItsDeclarationsAndOfCel(String expression, String type) {
        assertThat(
                        type("${" + expression + "}") instanceof Scalar scalar
                                ? scalar.name()
                                : type("${" + expression + "}").text())
                .isEqualTo(type);
    }

    private static ValueType type(String text) {
        var at = new Location("f", 1, 1);
        var parser = new TemplateParser(VOCABULARY, new CompileAllowance());
        var whole = (TemplateNode.Whole) parser.node(Located.of(StringNode.valueOf(text), at));
        return whole.expression().type();
    }

    private static ObjectOf object(Object... namesAndTypes) {
        var properties = new LinkedHashMap<String, ValueType>();
        for (int i = 0; i < namesAndTypes.length; i += 2) {
            properties.put((String) namesAndTypes[i], (ValueType) namesAndTypes[i + 1]);
        }
        return new ObjectOf(properties);
    }

    private static String value(String text, String scope) {
        return switch (ValueTemplate.parse(
                        Located.of(StringNode.valueOf(text), new Location("f", 1, 1)),
                        VOCABULARY,
                        new CompileAllowance())
                .orThrow()
                .evaluate(TemplateFixture.scope(scope))) {
            case Evaluation.Value(var value) -> Json.compact(value);
            case Evaluation.Failed(String message) -> throw new AssertionError(message);
        };
    }

    private static List<String> problems(String yaml) {
        return switch (ValueTemplate.parse(
                YamlText.read("f", yaml).orThrow(), VOCABULARY, new CompileAllowance())) {
            case Parsed.Valid<ValueTemplate> _ -> List.of();
            case Parsed.Invalid<ValueTemplate>(List<Problem> problems, Optional<ValueTemplate> _) ->
                    problems.stream().map(Problem::toString).toList();
        };
    }
}
