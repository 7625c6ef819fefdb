package net.swarmstack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.cli.RulesDocument.Row;
import net.swarmstack.cli.RulesDocument.TestName;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// `docs/rules.md` names a test for every key, rule and command, and the tests that it and
/// `ARCHITECTURE.md` name are there.
final class RulesDocumentTest {

    private static final String RULES = "docs/rules.md";
    private static final String COMMANDS = "Commands";
    private static final String PROMISES = "Promises, and where each is tested";

    /// Below which heading the keys of a mapping stand, and what is written before them.
    private static final Map<String, Place> PLACES =
            Map.ofEntries(
                    Map.entry("workflow", new Place("The file", "")),
                    Map.entry("workflow/$defs/trigger", new Place("The file", "trigger.")),
                    Map.entry(
                            "workflow/properties/concurrency",
                            new Place("The file", "concurrency.")),
                    Map.entry("workflow/$defs/step", new Place("A step", "")),
                    Map.entry("workflow/$defs/step/properties/retry", new Place("`retry`", "")),
                    Map.entry("workflow/$defs/handler", new Place("Handlers", "")),
                    Map.entry(
                            "workflow/$defs/handler/properties/notify",
                            new Place("Handlers", "notify.")),
                    Map.entry("workflow/$defs/handlerStep", new Place("Handlers", "step.")),
                    Map.entry("workflow/$defs/field", new Place("Declared fields", "")),
                    Map.entry("workflow/$defs/value", new Place("Declared fields", "")),
                    Map.entry("agent", new Place("`agent.yaml`", "")),
                    Map.entry("agent/properties/runtime", new Place("`agent.yaml`", "runtime.")),
                    Map.entry("agent/properties/limits", new Place("`agent.yaml`", "limits.")),
                    Map.entry("agent/$defs/trigger", new Place("`agent.yaml`", "triggers.")),
                    Map.entry("agent/$defs/field", new Place("Declared fields", "")),
                    Map.entry("agent/$defs/value", new Place("Declared fields", "")));

    private static final String PROMISES_OF_RUNS = "What is promised of runs, and the tests";

    private static List<Row> rules = List.of();
    private static List<Row> commands = List.of();
    private static List<Row> promises = List.of();

    /// @param prefix of the keys, as in `retry.`
    private record Place(String heading, String prefix) {}

    @BeforeAll
    static void read() throws IOException {
        List<Row> rows = RulesDocument.rows(RULES);
        commands = rows.stream().filter(row -> row.heading().equals(COMMANDS)).toList();
        rules = rows.stream().filter(row -> !row.heading().equals(COMMANDS)).toList();
        promises =
                RulesDocument.rows("ARCHITECTURE.md").stream()
                        .filter(row -> row.heading().equals(PROMISES))
                        .toList();
    }

    @Test
    void everyRuleNamesATestThatIsThere() throws IOException {
        List<String> wrong = wrong(rules, 2);

        assertThat(rules).hasSizeGreaterThan(200);
        assertThat(wrong).isEmpty();
    }

    @Test
    void everyPromiseOfTheArchitectureNamesATestThatIsThere() throws IOException {
        List<String> wrong = wrong(promises, 2);

        assertThat(promises).hasSizeGreaterThan(20);
        assertThat(wrong).isEmpty();
    }

    @Test
    void everyGuaranteeNamesATestThatIsThere() throws IOException {
        List<Row> guarantees =
                RulesDocument.rows("docs/guarantees.md").stream()
                        .filter(row -> row.heading().equals(PROMISES_OF_RUNS))
                        .toList();

        List<String> wrong = wrong(guarantees, 2);

        assertThat(guarantees).hasSizeGreaterThan(20);
        assertThat(wrong).isEmpty();
    }

    @Test
    void everyRuleNamesAMethod() {
        assertThat(rules)
                .allMatch(row -> row.tests(1).stream().anyMatch(test -> test.method().isPresent()));
    }

    @Test
    void everyKeyThatIsKnownHasARule() throws IOException {
        List<String> missing = new ArrayList<>();

        for (String kind : List.of("workflow", "agent")) {
            SchemaKeys.of(kind)
                    .forEach((pointer, keys) -> {
                        assertThat(PLACES).containsKey(kind + pointer);
                        Place place = PLACES.get(kind + pointer);
                        keys.propertyNames().stream()
                                .map(key -> place.prefix() + key)
                                .filter(key ->
                                        rules.stream().noneMatch(row -> isAt(row, place, key)))
                                .forEach(key -> missing.add(place.heading() + ": " + key));
                    });
        }

        assertThat(missing).isEmpty();
    }

    @Test
    void everyCommandHasARowAndEveryRowACommand() {
        List<String> shown = commands.stream().map(row -> row.key().orElseThrow()).toList();

        assertThat(shown).containsExactlyInAnyOrderElementsOf(leaves(""));
    }

    @Test
    void everyCommandIsUsedRightlyByTheProgramAndWronglyByATest() throws IOException {
        List<String> wrong = wrong(commands, 3);

        assertThat(wrong).isEmpty();
        assertThat(commands)
                .allMatch(row -> row.tests(1).stream().allMatch(t -> t.type().endsWith("IT")));
    }

    private static boolean isAt(Row row, Place place, String key) {
        return row.heading().equals(place.heading()) && row.key().filter(key::equals).isPresent();
    }

    /// The rows that have not so many columns, or one that names no test or one that is not there.
    private static List<String> wrong(Collection<Row> rows, int columns) throws IOException {
        TestNames names = TestNames.read();
        List<String> wrong = new ArrayList<>();
        for (Row row : rows) {
            if (row.cells().size() != columns) {
                wrong.add(row + ": expected " + columns + " columns");
                continue;
            }
            for (int cell = 1; cell < columns; cell++) {
                List<TestName> tests = row.tests(cell);
                if (tests.isEmpty()) {
                    wrong.add(row + ": names no test");
                }
                tests.stream()
                        .filter(test -> !names.has(test))
                        .forEach(test -> wrong.add(row + ": there is no " + test));
            }
        }
        return wrong;
    }

    /// The commands that have none below them.
    private static List<String> leaves(String path) {
        return Commands.below(path).stream()
                .map(name -> (path + " " + name).strip())
                .flatMap(command ->
                        Commands.below(command).isEmpty()
                                ? Stream.of(command)
                                : leaves(command).stream())
                .toList();
    }
}
