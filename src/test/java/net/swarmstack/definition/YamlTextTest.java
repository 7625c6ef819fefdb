package net.swarmstack.definition;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.model.Json;
import net.swarmstack.model.Located;
import net.swarmstack.model.Location;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

final class YamlTextTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "text | \"text\"",
                "no | \"no\"",
                "1_000 | \"1_000\"",
                "2026-11-24 | \"2026-11-24\"",
                "1.0.0 | \"1.0.0\"",
                "'1' | \"1\"",
                "! 1 | \"1\"",
                "!!str 1 | \"1\"",
                "!!float 1 | 1",
                "9007199254740993 | 9007199254740993",
                "-9223372036854775808 | -9223372036854775808",
                "017 | 17",
                "0o17 | 15",
                "0x1F | 31",
                "+5 | 5",
                "1.50 | 1.50",
                ".5 | 0.5",
                "1e3 | 1E+3",
                "True | true",
                "~ | null",
                "[a, [], {}] | [\"a\",[],{}]",
                "{a: 1, \"b\": x} | {\"a\":1,\"b\":\"x\"}"
            })
    void scalarsFollowTheCoreSchema(String yaml, String json) {
        assertThat(YamlText.read("f", yaml).orThrow().toJson()).hasToString(json);
    }

    @Test
    void numbersEqualThemselvesReadFromJson() {
        Located tree = YamlText.read("f", "[1, 9007199254740993, 1.50, 1e3, -0.0, .5]").orThrow();

        assertThat(Json.parse(Json.compact(tree.toJson()))).isEqualTo(tree.toJson());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a: 9223372036854775808 | 1:4: an integer of more than 64 bits",
                "a: .nan | 1:4: \".nan\" is not a number in JSON",
                "a: -.Inf | 1:4: \"-.Inf\" is not a number in JSON",
                "a: 1e999999999 | 1:4: a number with an exponent beyond 400",
                "a: 1e99999999999 | 1:4: a number with an exponent beyond 400",
                "a: !!int x | 1:4: the tag \"tag:yaml.org,2002:int\" is not taken: only those of the YAML core schema, on values that fit them",
                "a: !!java.net.URL [x] | 1:4: the tag \"tag:yaml.org,2002:java.net.URL\" is not taken: only those of the YAML core schema, on values that fit them",
                "a: !!binary aGk= | 1:4: the tag \"tag:yaml.org,2002:binary\" is not taken: only those of the YAML core schema, on values that fit them",
                "a: !!set {x} | 1:4: the tag \"tag:yaml.org,2002:set\" is not taken: only those of the YAML core schema, on values that fit them",
                "a: !env x | 1:4: the tag \"!env\" is not taken: only those of the YAML core schema, on values that fit them",
                "{a: 1, b: 2, a: 3} | 1:14: a second key \"a\": the first stands in line 1",
                "{1: x} | 1:2: a key must be text: put it in quotes",
                "{[1]: x} | 1:2: a key must be text: put it in quotes",
                "{a: &x {}, <<: *x} | 1:12: YAML 1.2 has no merge key \"<<\": write the keys out",
                "&a [*a] | 1:5: *a stands inside of what it names",
                "{a: *x} | 1:5: *x has no anchor &x before",
                "\"\\ud800\" | 1:1: half of a surrogate pair: not a character",
                "a: b: c | 1:5: not YAML: mapping values are not allowed here",
                "[a | 1:3: not YAML: while parsing a flow sequence: expected ',' or ']', but got <stream end>"
            })
    void whatIsRefusedIsToldWithItsPlace(String yaml, String problem) {
        assertThat(problems(yaml)).containsExactly("f:" + problem);
    }

    @Test
    void emptyTextIsRefused() {
        assertThat(problems("")).containsExactly("f:1:1: empty: expected a mapping");
        assertThat(problems("# only a comment\n"))
                .containsExactly("f:1:1: empty: expected a mapping");
    }

    @Test
    void secondDocumentIsRefused() {
        assertThat(problems("a: 1\n---\nb: 2\n"))
                .containsExactly("f:2:1: a second document: expected only one");
    }

    @Test
    void tabsAndControlCharactersAreRefusedWithTheirPlace() {
        assertThat(problems("a:\n\tb: 1")).first().asString().startsWith("f:2:1: not YAML: ");
        assertThat(problems("a: 1\nb: x\u0007y"))
                .containsExactly("f:2:5: not YAML: a control character");
    }

    @Test
    void severalProblemsAreToldInOneGo() {
        assertThat(problems("a: .nan\nb: !x y\na: 1\n2: 2\n"))
                .containsExactly(
                        "f:1:4: \".nan\" is not a number in JSON",
                        "f:2:4: the tag \"!x\" is not taken: only those of the YAML core schema, on"
                                + " values that fit them",
                        "f:3:1: a second key \"a\": the first stands in line 1",
                        "f:4:1: a key must be text: put it in quotes");
    }

    @Test
    void anchorsStandForWhatTheyName() {
        Located tree = YamlText.read("f", "a: &x [1, &y 2]\nb: *x\nc: *y\n").orThrow();

        assertThat(tree.toJson()).hasToString("{\"a\":[1,2],\"b\":[1,2],\"c\":2}");
    }

    @Test
    void fiftyAliasesAreFineAndOneMoreIsNot() {
        assertThat(problems("- &x 1\n" + "- *x\n".repeat(50))).isEmpty();
        assertThat(problems("- &x 1\n" + "- *x\n".repeat(51)))
                .containsExactly("f:52:3: more than 50 aliases");
    }

    @Test
    void fiftyLevelsAreFineAndOneMoreIsNot() {
        assertThat(problems("[".repeat(50) + "]".repeat(50))).isEmpty();
        assertThat(problems("[".repeat(51) + "]".repeat(51)))
                .containsExactly("f:1:51: nested deeper than 50 levels");
    }

    @Test
    void aliasesCountWithTheDepthTheyStandFor() {
        String deep = "[".repeat(40) + "]".repeat(40);

        assertThat(problems("a: &x " + deep + "\nb: [[[[[[[[[[[*x]]]]]]]]]]]\n"))
                .containsExactly("f:2:15: nested deeper than 50 levels");
    }

    @Test
    void textOfOneMebibyteIsFineAndLongerIsNot() {
        String text = "a: " + "x".repeat((1 << 20) - 3);

        assertThat(problems(text)).isEmpty();
        assertThat(problems(text + "x")).containsExactly("f:1:1: longer than 1 MiB");
        assertThat(problems("a: " + "é".repeat(1 << 19)))
                .containsExactly("f:1:1: longer than 1 MiB");
    }

    @ParameterizedTest
    @Timeout(20)
    @ValueSource(
            strings = {
                "[", "{", "- ", "? ", "[{a: ", "&a [", "!!seq [", "\"", "a: |", "# ", "*a ", "{a,",
                "[a: b, ", "x "
            })
    void repetitionOfAnythingEndsSoonAndWithoutOverflow(String piece) {
        String text = piece.repeat((1 << 20) / piece.length());

        assertThat(YamlText.read("f", text)).isNotNull();
    }

    @Test
    @Timeout(20)
    void aliasesThatMultiplyAreStopped() {
        var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x]\n");
        for (int level = 1; level <= 8; level++) {
            String alias = "*a" + (level - 1) + ", ";
            bomb.append("a%d: &a%d [%s]\n".formatted(level, level, alias.repeat(6)));
        }

        assertThat(problems(bomb.toString()))
                .singleElement()
                .asString()
                .endsWith("its aliases expand the text to more than 2 MiB");
    }

    @Test
    @Timeout(20)
    void aliasesOfALongTextAreStopped() {
        assertThat(problems("- &x " + "x".repeat(500_000) + "\n" + "- *x\n".repeat(40)))
                .singleElement()
                .asString()
                .endsWith("its aliases expand the text to more than 2 MiB");
    }

    @Test
    void placesAreThoseOfTheFile() {
        var tree =
                (Located.Mapping) YamlText.read("f", "a:\n  - x\n  - {\"b\": 'é😀y'}\n").orThrow();

        var list = (Located.Sequence) tree.entries().get("a").value();
        var inner = (Located.Mapping) list.items().get(1);
        var text = (Located.Scalar) inner.entries().get("b").value();
        assertThat(list.at()).isEqualTo(new Location("f", 2, 3));
        assertThat(inner.entries().get("b").keyAt()).isEqualTo(new Location("f", 3, 6));
        assertThat(text.at()).isEqualTo(new Location("f", 3, 11));
        assertThat(text.at("é😀".length())).isEqualTo(new Location("f", 3, 14));
    }

    private static List<String> problems(String yaml) {
        return ProblemLines.of(YamlText.read("f", yaml));
    }
}
