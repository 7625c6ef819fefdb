package net.swarmstack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.cli.Console.Screen;
import net.swarmstack.model.Json;
import net.swarmstack.model.Sha256;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;

final class RunsArtifactsCommandTest {

    private static final byte[] CONTENT = "a\0\u00e9\n".getBytes(StandardCharsets.ISO_8859_1);

    @TempDir private static Path folder;
    private static Session session;
    private static String run;

    @BeforeAll
    static void leaveFiles() throws IOException {
        session = new Session(folder.resolve("root"));
        agent(
                "maker",
                "printf 'a\\000\\351\\n' >\"$SWARM_OUT/data.bin\"; mkdir \"$SWARM_OUT/sub\";"
                        + " echo x >\"$SWARM_OUT/sub/notes.txt\"");
        agent("idle", "exit 0");
        Path flow = Files.createDirectories(folder.resolve("flow"));
        Files.writeString(
                flow.resolve("workflow.yaml"),
                """
                name: flow
                version: 1.0.0
                steps: [{id: make, agent: maker}, {id: rest, agent: idle}]
                """);
        succeed("workflow", "register", flow.toString());
        succeed("run", "flow");
        succeed("runs", "list", "-o", "name");
        run = session.out().strip();
    }

    private static void agent(String name, String script) throws IOException {
        Path agent = Files.createDirectories(folder.resolve(name));
        Path entry = Files.writeString(agent.resolve("main"), "#!/bin/sh\n" + script);
        assertThat(entry.toFile().setExecutable(true)).isTrue();
        Files.writeString(
                agent.resolve("agent.yaml"),
                "name: %s\nversion: 1.0.0\nruntime: {type: binary, entry: main}\n".formatted(name));
        succeed("agent", "register", agent.toString());
    }

    private static void succeed(String... arguments) {
        assertThat(session.run(arguments)).as(session.err()).isZero();
    }

    @Test
    void filesAreListedWithSizeAndDigest() {
        succeed("runs", "artifacts", run, "make");

        assertThat(session.out().lines())
                .hasSize(3)
                .anyMatch(line -> line.matches("data\\.bin +4 +" + Sha256.of(CONTENT).hex()))
                .anyMatch(line -> line.startsWith("sub/notes.txt"));
    }

    @Test
    void filesAreListedForPrograms() {
        succeed("runs", "artifacts", run, "make", "-o", "json");
        JsonNode json = Json.parse(session.out());
        succeed("runs", "artifacts", run, "make", "-o", "name");
        String names = session.out();
        succeed("runs", "artifacts", run, "make", "-o", "yaml");

        assertThat(json.get(0).propertyNames()).containsExactly("name", "size", "sha256");
        assertThat(json.get(0).get("size").intValue()).isEqualTo(4);
        assertThat(names).isEqualTo("data.bin\nsub/notes.txt\n");
        assertThat(session.out()).startsWith("- name: data.bin\n");
    }

    @Test
    void fileIsWrittenByteForByte() {
        var out = new ByteArrayOutputStream();

        int status = session.runInto(out, "runs", "artifacts", run, "make", "data.bin");

        assertThat(status).as(session.err()).isZero();
        assertThat(out.toByteArray()).isEqualTo(CONTENT);
    }

    @Test
    void fileIsNotWrittenToATerminal() {
        var terminal =
                new Session(folder.resolve("root"), new Screen(OptionalInt.of(80), 24, false));

        int status = terminal.run("runs", "artifacts", run, "make", "data.bin");

        assertThat(status).isEqualTo(2);
        assertThat(terminal.out()).isEmpty();
        assertThat(terminal.err()).contains("write it to a file with > FILE");
    }

    @Test
    void stepWithoutFilesSaysSo() {
        succeed("runs", "artifacts", run, "rest", "-o", "json");

        assertThat(session.out()).isEqualTo("[]\n");
        assertThat(session.err()).isEqualTo("the step left no files\n");
    }

    @Test
    void unknownFileIsNotFoundWithTheNearestName() {
        int status = session.run("runs", "artifacts", run, "make", "data.bim");

        assertThat(status).isEqualTo(3);
        assertThat(session.err())
                .isEqualTo("step make left no file \"data.bim\". Did you mean \"data.bin\"?\n");
    }

    @Test
    void unknownStepIsNotFoundWithTheNearestName() {
        int status = session.run("runs", "artifacts", run, "maek");

        assertThat(status).isEqualTo(3);
        assertThat(session.err()).contains("no step \"maek\". Did you mean \"make\"?");
    }

    @Test
    void unknownRunIsNotFound() {
        int status = session.run("runs", "artifacts", "ffffffff", "make");

        assertThat(status).isEqualTo(3);
        assertThat(session.err()).startsWith("no run \"ffffffff\"");
    }
}
