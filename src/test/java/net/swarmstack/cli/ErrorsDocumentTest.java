package net.swarmstack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.cli.ErrorsDocument.Example;
import net.swarmstack.cli.MessageLiterals.Piece;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// `docs/errors.md` says the truth, and all of it.
final class ErrorsDocumentTest {

    private static final Path SOURCES = Path.of("src/main/java/net/swarmstack");

    /// Where the messages about definitions are made.
    private static final List<String> PLACES =
            List.of(
                    "definition",
                    "plan",
                    "expression",
                    "catalog/AgentRegistrar.java",
                    "catalog/DefinitionFile.java",
                    "catalog/StoredAgents.java",
                    "catalog/VersionedRows.java",
                    "model/PatternBounds.java");

    /// These speak when a run evaluates an expression, not of a definition.
    private static final Set<String> SPEAK_IN_RUNS =
            Set.of(
                    "CelBudget.java",
                    "CelExpression.java",
                    "CelFailure.java",
                    "CelList.java",
                    "CelMap.java",
                    "CelValues.java",
                    "CelView.java",
                    "Weighed.java",
                    "PathExpression.java",
                    "TemplateEvaluator.java",
                    "Work.java");

    /// Pieces of text that are in no message about a definition, and why.
    private static final Map<String, String> EXCEPTIONS =
            Map.ofEntries(
                    Map.entry("pinned agent", "the name of a definition without a file"),
                    Map.entry(" does not exist", "of the path on the command line, exit 3"),
                    Map.entry("no step ", "a mistake in the program"),
                    Map.entry(", not true or false", "of the value of an if in a run"),
                    Map.entry("^evaluation error( at <input>:\\d+)?: ", "a pattern"),
                    Map.entry("For input string: ", "of Java, and replaced"),
                    Map.entry("longer than 1 MiB", "files are bounded as they are read"),
                    Map.entry(" is no file: ", "of the path on the command line, exit 3"),
                    Map.entry("expected the folder of an agent, with ", "of the path too"),
                    Map.entry(" in it, or its .tar.gz", "of the path too"),
                    Map.entry("expected a workflow, or a folder with ", "of the path too"),
                    Map.entry("can't read ", "of the disk, exit 78"),
                    Map.entry(
                            " is left out of the package. Take it out of .swarmignore, or name"
                                    + " another file to start.",
                            "needs a .swarmignore beside the file"),
                    Map.entry(
                            ": changed while it was registered. Register it again.",
                            "a race with an editor, exit 1"));

    @TempDir private static Path folder;

    @BeforeAll
    static void makeRoot() throws Exception {
        var session = new Session(folder.resolve("root"));
        assertThat(session.run("init")).as(session.err()).isZero();
        for (String manifest : ErrorsDocument.read().agents()) {
            register(session, manifest);
        }
        register(session, manifest("foreign"));
        register(session, manifest("future"));
        Path database = folder.resolve("root/swarm-registry/registry.db");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "UPDATE agents SET digest = NULL, path = '/srv/foreign'"
                            + " WHERE name = 'foreign'");
            statement.execute(
                    "UPDATE agents SET manifest = '{\"colour\":\"red\"}'"
                            + " WHERE name = 'future'");
        }
    }

    static List<Example> examples() throws IOException {
        return ErrorsDocument.read().examples();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void exampleGetsItsMessage(Example example) throws IOException {
        var session = new Session(folder.resolve("root"));
        Path file = write(example);

        int status = session.run(command(file));

        assertThat(session.err()).isEqualTo(file + ":" + example.message() + "\n");
        assertThat(status).isEqualTo(2);
        assertThat(session.out()).isEmpty();
    }

    @Test
    void noMessageIsMissing() throws IOException {
        List<String> messages =
                examples().stream().map(example -> ":" + example.message()).toList();

        List<Piece> missing =
                MessageLiterals.of(sources()).stream()
                        .filter(piece -> !EXCEPTIONS.containsKey(piece.text()))
                        .filter(piece -> messages.stream().noneMatch(piece::isIn))
                        .toList();

        assertThat(missing)
                .as("texts of messages for which docs/errors.md has no example")
                .isEmpty();
    }

    @Test
    void everyExceptionIsOne() throws IOException {
        List<String> texts = MessageLiterals.of(sources()).stream().map(Piece::text).toList();

        assertThat(EXCEPTIONS.keySet()).allMatch(texts::contains);
    }

    private static List<Path> sources() throws IOException {
        List<Path> files = new ArrayList<>();
        for (String place : PLACES) {
            files.addAll(MessageLiterals.below(SOURCES.resolve(place)));
        }
        files.removeIf(file -> SPEAK_IN_RUNS.contains(file.getFileName().toString()));
        return files;
    }

    private static String[] command(Path file) {
        return file.endsWith("agent.yaml")
                ? new String[] {"agent", "register", file.toString()}
                : new String[] {"workflow", "validate", file.toString()};
    }

    private static Path write(Example example) throws IOException {
        boolean isShown = !example.text().isEmpty();
        String file = isShown ? example.file() : LongExamples.file(example.what());
        byte[] content =
                isShown
                        ? example.text().getBytes(StandardCharsets.UTF_8)
                        : LongExamples.of(example.what());
        Path there = Files.createTempDirectory(folder, "example");
        Files.writeString(there.resolve("main.sh"), "cat");
        return Files.write(there.resolve(file), content);
    }

    private static void register(Session session, String manifest) throws IOException {
        Path agent = Files.createTempDirectory(folder, "agent");
        Files.writeString(agent.resolve("main.sh"), "cat");
        Files.writeString(agent.resolve("agent.yaml"), manifest);
        assertThat(session.run("agent", "register", agent.toString())).as(session.err()).isZero();
    }

    private static String manifest(String name) {
        return "name: " + name + "\nversion: 1.0.0\nruntime: {type: shell, entry: main.sh}\n";
    }
}
