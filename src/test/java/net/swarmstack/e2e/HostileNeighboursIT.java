package net.swarmstack.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.e2e.Program.Result;
import net.swarmstack.model.Json;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// Agents that do what harms others, and one that minds its business, as steps of one run in one
/// process.
class HostileNeighboursIT {

    private static final String MANIFEST =
            """
            name: %s
            version: 1.0.0
            runtime: {type: %s, entry: main, memory_mb: %d, timeout_seconds: 3}
            limits: {processes: 50, disk_mb: 16, output_kb: 1024}
            grace_seconds: 0.5
            outputs: [{name: payload, type: any}]
            """;

    /// No bigger than what a host bears: at isolation `process` nobody stops them before the
    /// timeout.
    private static final Map<String, String> HOSTILE =
            Map.of(
                    "bomb",
                    """
                    grow() {
                        test "$1" -gt 0 && { grow $(($1 - 1)) & grow $(($1 - 1)) & }
                        sleep 600; :
                    }
                    grow 6
                    """,
                    "filler",
                    "for i in $(seq 16); do head -c 4M /dev/zero >$i; done; sleep 600",
                    "talker",
                    "head -c 1G /dev/zero | tr '\\0' x",
                    "spinner",
                    "while :; do :; done",
                    "stubborn",
                    "trap '' TERM INT HUP; while :; do sleep 1; done");

    private static final String HOG =
            """
            import time
            x = [bytearray(1 << 20) for _ in range(128)]
            time.sleep(600)
            """;

    private final Program swarm;

    HostileNeighboursIT(@TempDir Path folder) {
        swarm = new Program(folder);
        swarm.out("init");
        swarm.write("root/swarm-registry/config.yaml", "sandbox: {slots: 16}\n");
        HOSTILE.forEach((name, script) -> register(name, "shell", 128, script));
        register("hog", "python", 32, HOG);
        swarm.registerAgent("neighbour", "cat");
        var steps = new StringBuilder("fail_fast: false\nsteps:\n");
        for (int i = 1; i <= 5; i++) {
            String said = i == 1 ? "right" : "<${steps.n%d.outputs.payload}>".formatted(i - 1);
            String needs = i == 1 ? "" : "n" + (i - 1);
            steps.append(
                    "  - {id: n%d, agent: neighbour, needs: [%s], inputs: {payload: \"%s\"}}\n"
                            .formatted(i, needs, said));
        }
        HOSTILE.keySet().stream()
                .sorted()
                .map(HostileNeighboursIT::hostileStep)
                .forEach(steps::append);
        steps.append(hostileStep("hog"));
        swarm.registerWorkflow("mixed", steps.toString());
    }

    private static String hostileStep(String agent) {
        return "  - {id: %1$s, agent: %1$s, needs: []}\n".formatted(agent);
    }

    private void register(String name, String type, int memory, String script) {
        swarm.write(name + "/main", script);
        Path manifest = swarm.write(name + "/agent.yaml", MANIFEST.formatted(name, type, memory));
        swarm.out("agent", "register", manifest.getParent().toString());
    }

    @Test
    void eachFailsByItsNameAndHarmsNoNeighbourInANamespace() {
        assertThat(failuresAt("namespace"))
                .containsEntry("bomb", "pids")
                .containsEntry("hog", "oom")
                .containsEntry("filler", "disk")
                .containsEntry("talker", "output_too_large")
                .containsEntry("spinner", "timeout")
                .containsEntry("stubborn", "timeout")
                .hasSize(6);
    }

    @Test
    void eachFailsByItsNameAndHarmsNoNeighbourInAProcess() {
        assertThat(failuresAt("process"))
                .containsEntry("talker", "output_too_large")
                .containsEntry("bomb", "timeout")
                .containsEntry("hog", "timeout")
                .containsEntry("filler", "timeout")
                .containsEntry("spinner", "timeout")
                .containsEntry("stubborn", "timeout")
                .hasSize(6);
    }

    /// How each hostile step failed, after the neighbour's steps succeeded beside them.
    private Map<String, String> failuresAt(String isolation) {
        Result result = swarm.run("run", "mixed", "--isolation", isolation, "-o", "json");

        assertThat(result.exit()).as(result.err()).isEqualTo(5);
        String run = swarm.out("runs", "list", "-o", "name").strip();
        JsonNode steps = Json.parse(swarm.out("runs", "show", run, "-o", "json")).path("steps");
        assertThat(steps.valueStream())
                .as("none had ended when the last began")
                .filteredOn(step -> !step.path("step_id").asString().matches("n[2-5]"))
                .extracting(step -> step.path("started_at").asString())
                .allMatch(began ->
                        steps.valueStream()
                                .map(step -> step.path("completed_at").asString())
                                .allMatch(ended -> began.compareTo(ended) < 0));
        var failures = new LinkedHashMap<String, String>();
        for (JsonNode step : steps) {
            String id = step.path("step_id").asString();
            if (step.path("agent_name").asString().equals("neighbour")) {
                assertThat(step.path("status").asString()).as(id).isEqualTo("succeeded");
            } else {
                failures.put(id, step.path("error").asString("").replaceFirst(":.*", ""));
            }
            if (id.equals("n5")) {
                assertThat(step.path("outputs").path("payload").asString())
                        .isEqualTo("<<<<right>>>>");
            }
        }
        return failures;
    }
}
