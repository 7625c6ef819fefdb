package net.swarmstack.bundled;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.definition.AgentManifest;
import net.swarmstack.definition.DefinitionReader;
import net.swarmstack.model.Json;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// An agent for Node.js that is started without Swarm: by the protocol alone, in tens of
/// milliseconds. Inputs get their defaults, inputs and outputs are held against its `agent.yaml`.
final class NodeAgent {

    private static final long LONGEST_SECONDS = 60;

    private final Path program;
    private final AgentManifest manifest;
    private final Path scratch;

    /// @param name of a template
    /// @param scratch an empty folder
    NodeAgent(String name, Path scratch) throws IOException {
        Path folder = Path.of("bundled/templates/agents", name).toAbsolutePath();
        Path yaml = folder.resolve("agent.yaml");
        this.manifest =
                new DefinitionReader().agent(yaml.toString(), Files.readString(yaml)).orThrow();
        this.program = folder.resolve(manifest.runtime().entry());
        this.scratch = scratch;
    }

    /// Runs it to its end.
    ///
    /// @param environment beside the protocol's
    Ended run(ObjectNode input, Map<String, String> environment) throws Exception {
        ObjectNode whole = manifest.inputs().withDefaults(input);
        assertThat(manifest.inputs().violations(whole)).isEmpty();
        Path attempt = Files.createTempDirectory(scratch, "attempt");
        Path inputFile = Files.write(attempt.resolve("input.json"), Json.compactBytes(whole));
        Path output = attempt.resolve("output.json");
        Path events = attempt.resolve("events.jsonl");
        Path errors = attempt.resolve("stderr");
        var all = new HashMap<>(environment);
        all.put("PATH", System.getenv("PATH"));
        all.put("SWARM_INPUT", inputFile.toString());
        all.put("SWARM_OUTPUT", output.toString());
        all.put("SWARM_EVENTS", events.toString());
        var builder =
                new ProcessBuilder("node", program.toString())
                        .directory(attempt.toFile())
                        .redirectOutput(attempt.resolve("stdout").toFile())
                        .redirectError(errors.toFile());
        builder.environment().clear();
        builder.environment().putAll(all);
        int exit = exit(builder.start(), errors);
        var ended =
                new Ended(
                        exit,
                        Json.parse(Files.readAllBytes(output)),
                        lines(events),
                        Files.readString(errors));
        if (exit == 0) {
            assertThat(manifest.outputs().violations((ObjectNode) ended.output())).isEmpty();
        }
        return ended;
    }

    Ended run(ObjectNode input) throws Exception {
        return run(input, Map.of());
    }

    private static int exit(Process process, Path errors) throws Exception {
        if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("did not end: " + Files.readString(errors));
        }
        return process.exitValue();
    }

    private static List<JsonNode> lines(Path events) throws IOException {
        return Files.exists(events)
                ? Files.readAllLines(events).stream().map(Json::parse).toList()
                : List.of();
    }

    /// How it ended.
    ///
    /// @param output what it wrote, its error included
    /// @param events the lines it appended to `$SWARM_EVENTS`
    /// @param err its log
    record Ended(int exit, JsonNode output, List<JsonNode> events, String err) {

        /// The answer of an agent that succeeded.
        JsonNode succeeded() {
            assertThat(exit).as(err).isZero();
            return output;
        }

        /// The error of one that failed with this status.
        JsonNode failed(int status) {
            assertThat(exit).as(err).isEqualTo(status);
            assertThat(output.path("error").path("retryable").booleanValue())
                    .isEqualTo(status == 75);
            assertThat(err.strip().lines().toList().getLast())
                    .isEqualTo(output.path("error").path("message").stringValue());
            return output.path("error");
        }
    }
}
