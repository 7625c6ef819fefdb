package net.swarmstack.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.e2e.Program.Result;
import net.swarmstack.model.Json;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;

/// Old runs and what only they used are removed by the built program.
final class PruningIT {

    @TempDir private Path folder;
    private Program swarm;

    @BeforeEach
    void runLongAgo() throws SQLException {
        swarm = new Program(folder);
        Path input = swarm.write("input.json", "{\"message\":\"" + "x".repeat(100_000) + "\"}");
        swarm.out("run", "echo-chain", "--input-file", input.toString());
        Path database = swarm.root().resolve("swarm-registry/registry.db");
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                var statement = connection.createStatement()) {
            statement.executeUpdate(
                    "UPDATE workflow_runs SET completed_at = '2020-01-01T00:00:00.000Z'");
        }
    }

    @Test
    void oldRunsArePruned() {
        String run = swarm.out("runs", "list", "-o", "name").strip();
        Result unasked = swarm.run("runs", "prune", "--older-than", "30d");

        String pruned = swarm.out("runs", "prune", "--older-than", "30d", "--yes");

        assertThat(unasked.exit()).isEqualTo(2);
        assertThat(unasked.err()).contains("not deleted", "--yes");
        assertThat(pruned).containsPattern("succeeded +1 ");
        assertThat(swarm.run("runs", "show", run).exit()).isEqualTo(3);
        assertThat(swarm.root().resolve("swarm-registry/logs/workflow-runs")).isEmptyDirectory();
        assertThat(swarm.out("doctor", "--verify")).contains("verified, of 0 runs");
    }

    @Test
    void whatOnlyOldRunsUsedIsCollected() throws IOException {
        swarm.out("runs", "prune", "--older-than", "30d", "--yes");
        Path blobs = swarm.root().resolve("swarm-registry/blobs");
        List<Path> values;
        try (Stream<Path> files = Files.walk(blobs)) {
            values = files.filter(Files::isRegularFile).toList();
        }
        for (Path value : values) {
            Files.setLastModifiedTime(value, FileTime.fromMillis(0));
        }

        JsonNode removed = Json.parse(swarm.out("gc", "-o", "json"));

        assertThat(removed.get(0).get("kind").asString()).isEqualTo("blobs");
        assertThat(removed.get(0).get("count").intValue()).isEqualTo(values.size()).isPositive();
        assertThat(blobs).isEmptyDirectory();
        assertThat(swarm.out("run", "echo-chain", "{\"message\":\"again\"}")).contains("again");
    }
}
