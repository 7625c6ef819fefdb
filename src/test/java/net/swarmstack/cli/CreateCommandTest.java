package net.swarmstack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.model.Json;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// `create`, `templates`, and finding what was made.
final class CreateCommandTest {

    @TempDir private Path folder;
    private Path root;
    private Session session;

    @BeforeEach
    void init() {
        root = folder.resolve("root");
        session = new Session(root);
        assertThat(session.run("init")).as(session.err()).isZero();
    }

    @Test
    void createdAgentHasItsNameAndTheTemplatesFiles() {
        int status = session.run("agent", "create", "true");

        Path made = root.resolve("swarm-agents/true");
        assertThat(status).isZero();
        assertThat(session.out()).isEqualTo(made + "\n");
        assertThat(session.err()).contains("swarm agent register " + made, "swarm agent run true");
        assertThat(made.resolve("agent.yaml"))
                .content()
                .startsWith("name: 'true'\nversion: 1.0.0\n");
        assertThat(made.resolve("main.js"))
                .hasSameTextualContentAs(
                        root.resolve("swarm-agents/_templates/basic-agent/main.js"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"linear-workflow", "parallel-workflow"})
    void createdWorkflowCanBeRegistered(String template) {
        session.run("workflow", "create", "mine", "--template", template);
        String made = session.out().strip();

        int status = session.run("workflow", "register", made);

        assertThat(status).as(session.err()).isZero();
        assertThat(session.out()).isEqualTo("workflow mine@1.0.0 created\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bad", "a_b", "../a", "-a", "", "a/b"})
    void whatIsNoNameIsRefused(String name) throws IOException {
        long before = files();

        int status = session.run("agent", "create", "--", name);

        assertThat(status).isEqualTo(2);
        assertThat(session.out()).isEmpty();
        assertThat(session.err()).startsWith("\"" + name + "\" is no name: lower-case letters");
        assertThat(files()).isEqualTo(before);
    }

    @Test
    void whatExistsIsRefused() {
        session.run("agent", "create", "mine");

        int status = session.run("agent", "create", "mine");

        assertThat(status).isEqualTo(1);
        assertThat(session.err())
                .isEqualTo(
                        root.resolve("swarm-agents/mine")
                                + " exists. Choose another name, or edit what is there.\n");
    }

    @Test
    void nameThatIsRegisteredFromElsewhereIsRefused() throws IOException {
        Path other = Files.createDirectories(folder.resolve("other"));
        Files.writeString(
                other.resolve("agent.yaml"),
                "name: mine\nversion: 1.0.0\nruntime: {type: shell, entry: agent.yaml}\n");
        assertThat(session.run("agent", "register", other.toString())).as(session.err()).isZero();

        int status = session.run("agent", "create", "mine");

        assertThat(status).isEqualTo(1);
        assertThat(session.err())
                .isEqualTo("agent mine is registered, from " + other + ". Choose another name.\n");
    }

    @Test
    void unknownTemplateIsNotFoundWithTheNearest() {
        int status = session.run("workflow", "create", "mine", "--template", "liner-workflow");

        assertThat(status).isEqualTo(3);
        assertThat(session.err())
                .isEqualTo(
                        "no template \"liner-workflow\" for workflows. Did you mean"
                                + " \"linear-workflow\"? There are: linear-workflow,"
                                + " parallel-workflow.\n");
    }

    @Test
    void templateOfAPersonWithAMistakeIsRefusedWithItsPlace() throws IOException {
        Path mine = Files.createDirectories(root.resolve("swarm-agents/_templates/mine"));
        Path file = Files.writeString(mine.resolve("agent.yaml"), "name: x\nversion: 1\n");

        int status = session.run("agent", "create", "new", "--template", "mine");

        assertThat(status).isEqualTo(2);
        assertThat(session.err()).startsWith(file + ":");
        assertThat(root.resolve("swarm-agents/new")).doesNotExist();
    }

    @Test
    void templatesAreListed() {
        session.run("workflow", "templates");
        String table = session.out();
        session.run("workflow", "templates", "-o", "name");
        String names = session.out();
        session.run("agent", "templates", "-o", "json");
        JsonNode json = Json.parse(session.out());

        assertThat(table).startsWith("TEMPLATE").contains("Linear workflow template");
        assertThat(names).isEqualTo("linear-workflow\nparallel-workflow\n");
        assertThat(json.get(0).get("name").asString()).isEqualTo("basic-agent");
        assertThat(Path.of(json.get(0).get("path").asString())).isDirectory();
    }

    @ParameterizedTest
    @CsvSource({
        "--capability, http, new@1.0.0",
        "--tag, mail, new@1.0.0",
        "--tag, web, new@1.0.0",
    })
    void agentsAreFoundByCapabilityAndTag(String option, String word, String found)
            throws IOException {
        tagged();

        int status = session.run("agent", "list", option, word, "-o", "name");

        assertThat(status).isZero();
        assertThat(session.out()).isEqualTo(found + "\n");
        assertThat(session.err()).isEmpty();
    }

    @Test
    void whereNoAgentIsFoundTheNearestWordIsTold() throws IOException {
        tagged();

        int status = session.run("agent", "list", "--tag", "mial", "-o", "json");

        assertThat(status).isZero();
        assertThat(session.out()).isEqualTo("[]\n");
        assertThat(session.err())
                .isEqualTo("no agent has the tag \"mial\". Did you mean \"mail\"?\n");
    }

    private void tagged() throws IOException {
        session.run("agent", "create", "new");
        Path file = root.resolve("swarm-agents/new/agent.yaml");
        String text = Files.readString(file);
        Files.writeString(
                file,
                text.replace("tags: []", "tags: [mail, web]")
                        .replace("capabilities: []", "capabilities: [http]"));
        session.run("agent", "register", file.toString());
        assertThat(session.out()).as(session.err()).isEqualTo("agent new@1.0.0 created\n");
    }

    private long files() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.count();
        }
    }
}
