package net.swarmstack.app;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.definition.DefinitionReader;
import net.swarmstack.definition.YamlText;
import net.swarmstack.definition.YamlWriter;
import net.swarmstack.model.Problem;
import net.swarmstack.model.SwarmException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The schemas for editors judge a file as its reader does, but for what no schema can know.
final class SchemasTest {

    private static final int FILES = 300;
    private static final int MAX_CHANGES = 12;
    private static final Pattern KNOWN_HERE = Pattern.compile("Known here: (.*)");
    private static final Pattern FILE_IN_PAGE =
            Pattern.compile(
                    "^```yaml ([\\w./-]+)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

    @TempDir private Path folder;

    private enum Kind {
        AGENT("agent"),
        WORKFLOW("workflow", "triggers"),
        CONFIG("config");

        private final SchemaFile schema;
        private final List<JsonNode> complete;

        /// @param complete files in which every key occurs that the kind may have
        Kind(String... complete) {
            this.schema = SchemaFile.of(complete[0]);
            this.complete = Stream.of(complete).map(name -> tree(resource(name))).toList();
        }

        private static String resource(String name) {
            try (var stream = SchemasTest.class.getResourceAsStream(name + ".yaml")) {
                return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyChangeOfACompleteFileIsJudgedAlike(Kind kind) {
        List<String> disputed = new ArrayList<>();

        for (JsonNode complete : kind.complete) {
            assertThat(problems(kind, YamlWriter.write(complete))).isEmpty();
            for (Mutation mutation : Mutation.of(complete, kind.schema)) {
                JsonNode file = mutation.applyTo(complete);
                dispute(kind, file, problems(kind, file))
                        .ifPresent(verdicts -> disputed.add(mutation + verdicts));
            }
        }

        assertThat(disputed).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void randomFilesAreJudgedAlike(Kind kind) {
        var random = new Random(kind.ordinal());
        List<String> disputed = new ArrayList<>();
        int valid = 0;

        for (int i = 0; i < FILES; i++) {
            JsonNode file = randomFile(kind, random);
            valid += kind.schema.violations(file).isEmpty() ? 1 : 0;
            dispute(kind, file, problems(kind, YamlWriter.write(file)))
                    .ifPresent(verdicts -> disputed.add(file + verdicts));
        }

        assertThat(disputed).isEmpty();
        assertThat(valid).isBetween(FILES / 5, FILES * 4 / 5);
    }

    @ParameterizedTest
    @EnumSource
    void schemaAndReaderKnowTheSameKeys(Kind kind) {
        Map<JsonNode, Set<String>> expected = kind.schema.closedMappings();
        Map<String, Set<String>> told = new HashMap<>();

        for (JsonNode complete : kind.complete) {
            Mutation.of(complete, kind.schema).stream()
                    .filter(mutation -> mutation.key().equals(Mutation.UNKNOWN_KEY))
                    .forEach(m ->
                            told.put(
                                    m.container().toString(),
                                    knownKeys(kind, m.applyTo(complete))));
        }

        assertThat(Set.copyOf(told.values())).isEqualTo(Set.copyOf(expected.values()));
    }

    @ParameterizedTest
    @EnumSource
    void everyKeyOccursInTheCompleteFiles(Kind kind) {
        Map<JsonNode, Set<String>> unseen = kind.schema.closedMappings();

        kind.complete.forEach(file -> see(kind.schema, kind.schema.root(), file, unseen));

        unseen.values().removeIf(Set::isEmpty);
        assertThat(unseen).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void everyKeyIsDescribed(Kind kind) {
        List<String> silent = new ArrayList<>();

        kind.schema
                .closedMappings()
                .forEach((part, keys) ->
                        keys.stream()
                                .filter(key ->
                                        kind.schema
                                                .keyword(
                                                        part.get("properties").get(key),
                                                        "description")
                                                .isEmpty())
                                .forEach(silent::add));

        assertThat(silent).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void schemaIsOne(Kind kind) {
        assertThat(kind.schema.mistakes()).isEmpty();
    }

    /// Each schema stands alone, so that an editor needs one file.
    @Test
    void partsOfTheSameNameAreTheSame() {
        JsonNode ofAgents = Kind.AGENT.schema.root().get("$defs");
        JsonNode ofWorkflows = Kind.WORKFLOW.schema.root().get("$defs");

        Set<String> both = new TreeSet<>(ofAgents.propertyNames());
        both.retainAll(ofWorkflows.propertyNames());

        assertThat(both).contains("field");
        assertThat(both)
                .allSatisfy(
                        name -> assertThat(ofAgents.get(name)).isEqualTo(ofWorkflows.get(name)));
    }

    @Test
    void whatComesWithSwarmIsValid() throws IOException {
        Map<Path, List<String>> violations = new LinkedHashMap<>();

        try (Stream<Path> files = Files.walk(Path.of("bundled"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList()) {
                Kind kind = Kind.valueOf(stem(file).toUpperCase(Locale.ROOT));
                String text = Files.readString(file);
                JsonNode tree = tree(kind == Kind.CONFIG ? withoutCommentSigns(text) : text);
                violations.put(file, kind.schema.violations(tree));
            }
        }

        assertThat(violations).hasSizeGreaterThan(5);
        assertThat(violations.values()).containsOnly(List.of());
    }

    /// A page may show a mistake, which a schema need not see; but what is right it must not mark.
    @Test
    void validExamplesOfThePagesAreValid() throws IOException {
        Map<String, List<String>> violations = new LinkedHashMap<>();

        for (Path page : pages()) {
            Matcher block = FILE_IN_PAGE.matcher(Files.readString(page));
            while (block.find()) {
                Kind kind = kindOf(block.group(1));
                if (problems(kind, block.group(2)).isEmpty()) {
                    violations.put(
                            page + ": " + block.group(),
                            kind.schema.violations(tree(block.group(2))));
                }
            }
        }

        assertThat(violations).hasSizeGreaterThan(5);
        assertThat(violations.values()).containsOnly(List.of());
    }

    /// A complete file after changes that leave it valid, half of the times with one more that may
    /// be a mistake.
    private static JsonNode randomFile(Kind kind, Random random) {
        JsonNode file = kind.complete.get(random.nextInt(kind.complete.size()));
        for (int changes = random.nextInt(MAX_CHANGES); changes > 0; changes--) {
            boolean takeAway = random.nextBoolean();
            JsonNode changed =
                    changed(kind, file, random, m -> !m.isLarge() && (m.takesAway() || !takeAway));
            file = kind.schema.violations(changed).isEmpty() ? changed : file;
        }
        return random.nextBoolean() ? changed(kind, file, random, _ -> true) : file;
    }

    private static JsonNode changed(
            Kind kind, JsonNode file, Random random, Predicate<Mutation> filter) {
        List<Mutation> mutations = Mutation.of(file, kind.schema).stream().filter(filter).toList();
        return mutations.isEmpty()
                ? file
                : mutations.get(random.nextInt(mutations.size())).applyTo(file);
    }

    /// What schema and reader say where they differ on a file.
    private static Optional<String> dispute(Kind kind, JsonNode file, List<String> problems) {
        List<String> violations = kind.schema.violations(file);
        return violations.isEmpty() == problems.isEmpty()
                ? Optional.empty()
                : Optional.of("\n  schema: " + violations + "\n  reader: " + problems);
    }

    /// Of a file as the JSON it is pinned as, which is faster than by way of its text.
    private List<String> problems(Kind kind, JsonNode file) {
        var reader = new DefinitionReader();
        return switch (kind) {
            case AGENT -> lines(reader.agent(file).problems());
            case WORKFLOW -> lines(reader.workflow(file).problems());
            case CONFIG -> problemsOfConfig(YamlWriter.write(file));
        };
    }

    private List<String> problems(Kind kind, String text) {
        var reader = new DefinitionReader();
        return switch (kind) {
            case AGENT -> lines(reader.agent("agent.yaml", text).problems());
            case WORKFLOW -> lines(reader.workflow("workflow.yaml", text).problems());
            case CONFIG -> problemsOfConfig(text);
        };
    }

    private List<String> problemsOfConfig(String text) {
        try {
            Config.read(Files.writeString(folder.resolve("config.yaml"), text), 1);
            return List.of();
        } catch (SwarmException e) {
            return String.valueOf(e.getMessage()).lines().toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> lines(List<Problem> problems) {
        return problems.stream().map(Problem::toString).toList();
    }

    /// The keys that the reader would take in place of the unknown one.
    private Set<String> knownKeys(Kind kind, JsonNode file) {
        Matcher known =
                KNOWN_HERE.matcher(String.join("\n", problems(kind, YamlWriter.write(file))));
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

    private static List<Path> pages() throws IOException {
        try (Stream<Path> pages = Files.list(Path.of("docs"))) {
            return Stream.concat(Stream.of(Path.of("README.md")), pages.sorted())
                    .filter(page -> page.toString().endsWith(".md"))
                    .toList();
        }
    }

    /// Workflows in pages have names of their own.
    private static Kind kindOf(String file) {
        return switch (stem(Path.of(file))) {
            case "agent" -> Kind.AGENT;
            case "config" -> Kind.CONFIG;
            default -> Kind.WORKFLOW;
        };
    }

    private static String stem(Path file) {
        return file.getFileName().toString().replace(".yaml", "");
    }

    /// The settings that are shown as comments: after a `#` there is a key.
    private static String withoutCommentSigns(String text) {
        return text.lines()
                .filter(line -> line.matches("# *[a-z_]+:.*"))
                .map(line -> line.substring(2) + "\n")
                .collect(Collectors.joining());
    }

    private static JsonNode tree(String yaml) {
        return YamlText.read("test.yaml", yaml).orThrow().toJson();
    }
}
