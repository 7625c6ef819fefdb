package net.swarmstack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.model.Json;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class ConfigShowCommandTest {

    @TempDir private Path folder;
    private Path root;
    private Path file;
    private Session session;

    @BeforeEach
    void makeRoot() {
        root = folder.resolve("root");
        file = root.resolve("swarm-registry/config.yaml");
        session = new Session(root);
        session.run("init");
    }

    @Test
    void defaultsAreSaidToBeDefaults() {
        int status = session.run("config", "show", "-o", "json");

        assertThat(status).isZero();
        JsonNode settings = Json.parse(session.out());
        assertThat(settings.get(0).path("key").asString()).isEqualTo("root");
        assertThat(settings.get(0).path("value").asString()).isEqualTo(root.toString());
        assertThat(settings.get(0).path("origin").asString()).isEqualTo("environment SWARM_ROOT");
        assertThat(settings.get(1).path("key").asString()).isEqualTo("sandbox.driver");
        assertThat(settings.get(1).path("value").asString()).isEqualTo("auto");
        assertThat(settings.get(1).path("origin").asString()).isEqualTo("default");
    }

    @Test
    void whatIsConfiguredIsSaidWithItsPlace() throws IOException {
        Files.writeString(file, "# mine\nsandbox:\n  slots: 3\n");

        session.run("config", "show");

        assertThat(session.out())
                .containsPattern("sandbox\\.slots    3 +\\Q" + file + ":3:10\\E\n");
    }

    @Test
    void optionIsNamed() {
        session.run("config", "show", "--root", root.toString());

        assertThat(session.out()).contains("  option --root\n");
    }

    @Test
    void unknownKeyIsRefusedWithItsPlace() throws IOException {
        Files.writeString(file, "sandbox:\n  slot: 3\n");

        int status = session.run("config", "show");

        assertThat(status).isEqualTo(2);
        assertThat(session.out()).isEmpty();
        assertThat(session.err())
                .isEqualTo(
                        file + ":2:3: unknown key \"slot\" in sandbox. Did you mean \"slots\"?\n");
    }

    @Test
    void thereAreNoNamesToList() {
        int status = session.run("config", "show", "-o", "name");

        assertThat(status).isEqualTo(2);
        assertThat(session.err()).isEqualTo("-o \"name\" is no format: use table, json, yaml.\n");
    }
}
