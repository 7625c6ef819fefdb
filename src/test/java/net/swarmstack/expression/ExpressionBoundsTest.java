package net.swarmstack.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import net.swarmstack.definition.YamlText;
import net.swarmstack.model.Parsed;
import net.swarmstack.model.Problem;
import net.swarmstack.testing.ChildJvm;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Every evaluation ends within a second and 256 MB, whatever the expression and the data. Each is
/// given five times as long, in a process that has no more memory.
final class ExpressionBoundsTest {

    private static final Duration DEADLINE = Duration.ofSeconds(5);

    private static final String TOO_MUCH = "is too much work";

    private static Optional<ChildJvm> child = Optional.empty();

    @BeforeAll
    static void startProcess() throws IOException {
        child = Optional.of(ChildJvm.start(List.of("-Xmx256m"), BoundsProgram.class));
        // Its start and the loading of CEL are no part of an evaluation.
        child.orElseThrow().writeLine("1 + 1");
        assertThat(child.orElseThrow().readLine()).isEqualTo("value 2");
    }

    @AfterAll
    static void endProcess() {
        child.ifPresent(ChildJvm::close);
    }

    @Test
    void expressionOfThreeAndAHalfKibibytesOverAMegabyteIsRefusedByThePath() throws Exception {
        String expression = "size([" + grouped("trigger.megabyte", 190) + "])";

        assertThat(expression).hasSizeBetween(3_600, 4_000);
        assertThat(outcome(expression))
                .isEqualTo(
                        "trigger.megabyte has 1000002 bytes of JSON; longer expressions than a plain"
                                + " path read values of at most 32 KiB");
    }

    @Test
    void expressionOfThreeAndAHalfKibibytesThatMultipliesATextIsStopped() throws Exception {
        assertThat(outcome("size([" + grouped("trigger.text", 220) + "])"))
                .isEqualTo("builds more than 1 MiB");
    }

    @Test
    void nestedLoopOverAHundredThousandItemsIsStopped() throws Exception {
        assertThat(outcome("trigger.many.all(a, trigger.many.all(b, a == b))"))
                .startsWith("trigger.many has 200001 bytes of JSON");
        assertThat(outcome("trigger.list.all(a, trigger.list.all(b, a == b))"))
                .isEqualTo("Iteration budget exceeded: 10000");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            quoteCharacter = '`',
            value = {
                "'x'.matches('(((x{999}){999}){999}){999}') => a pattern whose repetitions make it too large",
                "trigger.text.matches('(x{0,900}){2}y') => is too much work",
                "trigger.text.matches('((x{1,30}){1,30}){1,2}y') => is too much work",
                "trigger.tenth.filter(x, trigger.text.matches('(x*)*y')).size() => is too much work",
                "trigger.tenth.filter(x, string(x).matches('(?i)k[^a]' + string(x))).size() => value 0",
                "trigger.text.matches('(x+x+)+y') => value false"
            })
    void hostilePatternIsStopped(String expression, String outcome) throws Exception {
        assertThat(outcome(expression)).startsWith(outcome);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "trigger.list == trigger.same && trigger.same == trigger.list",
                "trigger.list != trigger.same + [1]",
                "trigger.map == trigger.map || trigger.map != {}",
                "trigger.text == trigger.other && trigger.other == trigger.text",
                "trigger.text < trigger.other && trigger.other >= trigger.text",
                "7 in trigger.list || 7.5 in trigger.list",
                "trigger.lists in trigger.lists || trigger.lists in trigger.map",
                "trigger.text.contains(trigger.half)",
                "trigger.text.startsWith(trigger.half) || trigger.text.endsWith(trigger.half)",
                "size(trigger.text) < 0 || size(bytes(trigger.text)) < 0",
                "double(trigger.digits) < 0.0",
                "timestamp('2026-01-01T00:00:00Z').getHours('Europe/Paris') < 0",
                "duration('1h2m3s') < duration('1s')",
                "type(trigger.list) == map",
                "has(trigger.map.zz)",
                "trigger.?zz.orValue(false)",
                "size([trigger.list, trigger.same]) < 0 || size({'a': trigger.list}) < 0"
            })
    void costlyPartThatIsRepeatedIsStopped(String part) throws Exception {
        assertIsStopped(
                "trigger.tenth.map(x, size(["
                        + grouped(part, 3_600 / (part.length() + 1), ",")
                        + "])).size()");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1 / 0 == 1",
                "x.a.b",
                "trigger.list[99999] == 1",
                "int(trigger.text) == 1",
                "timestamp(trigger.text) == timestamp(trigger.text)",
                "trigger.text.x",
                "(trigger.text ? true : true)",
                "trigger.text < trigger.list",
                "trigger.map[trigger.lists] == 1"
            })
    void errorThatIsTakenAgainAndAgainIsStopped(String part) throws Exception {
        int count = 3_600 / (part.length() + 4);

        assertIsStopped("trigger.tenth.exists(x, " + grouped(part, count, " || ") + ")");
        assertIsStopped(
                "trigger.tenth.all(x, " + grouped("(" + part + "||true)", count / 2, "&&") + ")");
    }

    @Test
    void oneErrorInEachOfTenThousandItemsIsStopped() throws Exception {
        assertIsStopped("trigger.tenth.exists(x, 1 / 0 == 1)");
        assertIsStopped("trigger.tenth.all(x, x.gone || true)");
    }

    @Test
    void valuesWithANameAreNotWalkedAtEachMention() throws Exception {
        String map = grouped("'k%d': 1", 150, ",");

        assertIsStopped(
                "[{"
                        + map
                        + "}].map(a, trigger.tenth.map(x, size(["
                        + grouped("a.k1", 150, ",")
                        + "]))).size()");
    }

    @Test
    void listOfListsThatDoubleIsStopped() throws Exception {
        assertThat(
                        outcome(
                                "[[1,1,1,1,1,1,1,1]].map(a, [[a,a,a,a,a,a,a,a]].map(b,"
                                        + " [[b,b,b,b,b,b,b,b]].map(c, [[c,c,c,c,c,c,c,c]].map(d,"
                                        + " [[d,d,d,d,d,d,d,d]].map(e, [[e,e,e,e,e,e,e,e]].map(f,"
                                        + " [[f,f,f,f,f,f,f,f]].map(g, g.size())))))))"))
                .isEqualTo("builds more than 1 MiB");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            quoteCharacter = '`',
            value = {
                "trigger.tenth.map(x, x + 1).size() => value 9999",
                "trigger.tenth.filter(x, x == 1 || x == 2 || x == 3).size() => value 9999",
                "trigger.tenth.exists(x, x == 100) => value false",
                "trigger.tenth.map(x, {'n': x, 's': string(x) + string(-x)}).size() => value 9999",
                "trigger.tenth.filter(x, x in [1, 2, 3]).size() => value 9999",
                "trigger.tenth.all(x, 'abc'.matches('[a-z]+')) => value true",
                "trigger.text.contains('y') || trigger.text.endsWith('x') => value true"
            })
    void ordinaryLoopOverTenThousandItemsEnds(String expression, String outcome) throws Exception {
        assertThat(outcome(expression)).isEqualTo(outcome);
    }

    @Test
    @Timeout(30)
    void expressionsOfOneTemplateShareTheirWork() {
        String one = "${trigger.l.map(x, size([x, x, x, x, x, x, x, x, x, x])).size()}";
        String scope = "{\"trigger\":{\"l\":[" + "1,".repeat(3_999) + "1]}}";

        assertThat(TemplateFixture.value(one, scope)).hasToString("4000");
        assertThat(TemplateFixture.failure(one.repeat(100), scope)).contains(TOO_MUCH);
    }

    @Test
    @Timeout(60)
    void fileFullOfLongerExpressionsIsRefused() {
        String yaml = "- ${1+1}\n".repeat(60_000);

        Parsed<ValueTemplate> parsed =
                ValueTemplate.parse(
                        YamlText.read("f", yaml).orThrow(),
                        TemplateFixture.VOCABULARY,
                        new CompileAllowance());

        assertThat(parsed)
                .isInstanceOfSatisfying(
                        Parsed.Invalid.class,
                        invalid ->
                                assertThat(((Problem) invalid.problems().getFirst()).toString())
                                        .startsWith(
                                                "f:2001:3: ${1+1}: the workflow has more than"));
    }

    private static void assertIsStopped(String expression) throws Exception {
        assertThat(outcome(expression)).matches("is too much work: .*|builds more than 1 MiB");
    }

    private static String grouped(String part, int count) {
        return grouped("(" + part + " + " + part + ")", count / 2, ",");
    }

    /// The part so many times; `%d` in it is a number that counts up.
    private static String grouped(String part, int count, String between) {
        var parts = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            parts.add(part.replace("%d", String.valueOf(i)));
        }
        return String.join(between, parts);
    }

    /// What came of an expression in the other process, within the deadline.
    private static String outcome(String expression) throws Exception {
        child.orElseThrow().writeLine(expression);
        return assertTimeoutPreemptively(DEADLINE, () -> child.orElseThrow().readLine());
    }
}
