package net.swarmstack.app;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.definition.YamlWriter;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import tools.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The schemas for editors judge a file as its reader does, but for what no schema can know.
final class SchemasTest {

    private static final int FILES = 300;
    private static final int MAX_CHANGES = 8;
    private static final Pattern KNOWN_HERE = Pattern.compile("Known here: (.*)");

    /// What a reader says of a word that is none of those it knows.
    private static final Pattern EXPECTED_WORDS =
            Pattern.compile("expected (?:one of |some of )?([a-z_]+(?:, [a-z_]+)*)\\.");

    @TempDir private Path folder;

    @ParameterizedTest
    @EnumSource
    void everyChangeOfACompleteFileIsJudgedAlike(SchemaKind kind) {
        List<String> disputed = new ArrayList<>();

        for (JsonNode complete : kind.complete()) {
            assertThat(kind.problems(YamlWriter.write(complete), folder)).isEmpty();
            for (Mutation mutation : Mutation.of(complete, kind.schema())) {
                JsonNode file = mutation.applyTo(complete);
                dispute(kind, file, kind.problems(file, folder))
                        .ifPresent(verdicts -> disputed.add(mutation + verdicts));
            }
        }

        assertThat(disputed).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void randomFilesAreJudgedAlike(SchemaKind kind) {
        var random = new Random(kind.ordinal());
        List<String> disputed = new ArrayList<>();
        int valid = 0;

        for (int i = 0; i < FILES; i++) {
            JsonNode file = randomFile(kind, random);
            valid += kind.schema().violations(file).isEmpty() ? 1 : 0;
            dispute(kind, file, kind.problems(YamlWriter.write(file), folder))
                    .ifPresent(verdicts -> disputed.add(file + verdicts));
        }

        assertThat(disputed).isEmpty();
        assertThat(valid).isBetween(FILES / 5, FILES * 4 / 5);
    }

    @ParameterizedTest
    @EnumSource
    void schemaAndReaderKnowTheSameKeys(SchemaKind kind) {
        Map<JsonNode, Set<String>> expected = kind.schema().closedMappings();
        Map<String, Set<String>> told = new HashMap<>();

        for (JsonNode complete : kind.complete()) {
            Mutation.of(complete, kind.schema()).stream()
                    .filter(mutation -> mutation.key().equals(Mutation.UNKNOWN_KEY))
                    .forEach(m ->
                            told.put(
                                    m.container().toString(),
                                    knownKeys(kind, m.applyTo(complete))));
        }

        assertThat(Set.copyOf(told.values())).isEqualTo(Set.copyOf(expected.values()));
    }

    @ParameterizedTest
    @EnumSource(names = {"AGENT", "WORKFLOW"})
    void schemaKnowsTheWordsThatTheReaderKnows(SchemaKind kind) {
        Set<Set<String>> told = new HashSet<>();

        for (JsonNode complete : kind.complete()) {
            Mutation.of(complete, kind.schema()).stream()
                    .filter(mutation -> mutation.value().asString("").equals("x"))
                    .map(mutation -> kind.problems(mutation.applyTo(complete), folder))
                    .map(problems -> EXPECTED_WORDS.matcher(String.join("\n", problems)))
                    .filter(Matcher::find)
                    .forEach(words -> told.add(Set.of(words.group(1).split(", "))));
        }

        assertThat(told).hasSizeGreaterThan(2);
        assertThat(kind.schema().enumerations()).containsAll(told);
    }

    @ParameterizedTest
    @EnumSource
    void everyKeyOccursInTheCompleteFiles(SchemaKind kind) {
        Map<JsonNode, Set<String>> unseen = kind.schema().closedMappings();

        kind.complete().forEach(file -> see(kind.schema(), kind.schema().root(), file, unseen));

        unseen.values().removeIf(Set::isEmpty);
        assertThat(unseen).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void everyKeyIsDescribed(SchemaKind kind) {
        List<String> silent = new ArrayList<>();

        kind.schema()
                .closedMappings()
                .forEach((part, keys) ->
                        keys.stream()
                                .filter(key ->
                                        kind.schema()
                                                .keyword(
                                                        part.get("properties").get(key),
                                                        "description")
                                                .isEmpty())
                                .forEach(silent::add));

        assertThat(silent).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void schemaIsOne(SchemaKind kind) {
        assertThat(kind.schema().mistakes()).isEmpty();
    }

    /// Each schema stands alone, so that an editor needs one file.
    @Test
    void partsOfTheSameNameAreTheSame() {
        JsonNode ofAgents = SchemaKind.AGENT.schema().root().get("$defs");
        JsonNode ofWorkflows = SchemaKind.WORKFLOW.schema().root().get("$defs");

        Set<String> both = new TreeSet<>(ofAgents.propertyNames());
        both.retainAll(ofWorkflows.propertyNames());

        assertThat(both).contains("field");
        assertThat(both)
                .allSatisfy(
                        name -> assertThat(ofAgents.get(name)).isEqualTo(ofWorkflows.get(name)));
    }

    /// A complete file after changes that leave it valid, half of the times with one more that may
    /// be a mistake.
    private static JsonNode randomFile(SchemaKind kind, Random random) {
        JsonNode file = kind.complete().get(random.nextInt(kind.complete().size()));
        for (int changes = random.nextInt(MAX_CHANGES); changes > 0; changes--) {
            boolean takeAway = random.nextBoolean();
            JsonNode changed =
                    changed(kind, file, random, m -> !m.isLarge() && (m.takesAway() || !takeAway));
            file = kind.schema().violations(changed).isEmpty() ? changed : file;
        }
        return random.nextBoolean() ? changed(kind, file, random, _ -> true) : file;
    }

    private static JsonNode changed(
            SchemaKind kind, JsonNode file, Random random, Predicate<Mutation> filter) {
        List<Mutation> mutations =
                Mutation.of(file, kind.schema()).stream().filter(filter).toList();
        return mutations.isEmpty()
                ? file
                : mutations.get(random.nextInt(mutations.size())).applyTo(file);
    }

    /// What schema and reader say where they differ on a file.
    private static Optional<String> dispute(SchemaKind kind, JsonNode file, List<String> problems) {
        List<String> violations = kind.schema().violations(file);
        return violations.isEmpty() == problems.isEmpty()
                ? Optional.empty()
                : Optional.of("\n  schema: " + violations + "\n  reader: " + problems);
    }

    /// The keys that the reader would take in place of the unknown one.
    private Set<String> knownKeys(SchemaKind kind, JsonNode file) {
        Matcher known =
                KNOWN_HERE.matcher(
                        String.join("\n", kind.problems(YamlWriter.write(file), folder)));
        assertThat(known.find()).isTrue();
        return new TreeSet<>(List.of(known.group(1).split(", ")));
    }

    private static void see(
            SchemaFile schema, JsonNode part, JsonNode value, Map<JsonNode, Set<String>> unseen) {
        schema.holder(part, "properties")
                .map(unseen::get)
                .ifPresent(keys -> keys.removeAll(value.propertyNames()));
        value.properties()
                .forEach(entry ->
                        schema.ofKey(part, entry.getKey())
                                .ifPresent(inner -> see(schema, inner, entry.getValue(), unseen)));
        schema.keyword(part, "items")
                .ifPresent(inner -> value.forEach(item -> see(schema, inner, item, unseen)));
    }
}
