package net.swarmstack.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.e2e.Program.Result;
import net.swarmstack.model.Json;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// What is done with agents and workflows, from their making to their end.
final class AgentWorkflowCommandsIT {

    @TempDir private Path folder;
    private Program swarm;

    @BeforeEach
    void program() {
        swarm = new Program(folder);
    }

    @Test
    void agentIsCreatedRegisteredAndTried() {
        Result created = swarm.run("agent", "create", "mine");
        swarm.out("agent", "register", created.out().strip());

        Result tried = swarm.run("agent", "run", "mine", "--input", "input_data=hello");

        assertThat(created.err()).contains("swarm agent register " + created.out().strip());
        assertThat(tried.exit()).as(tried.err()).isZero();
        assertThat(Json.parse(tried.out()))
                .isEqualTo(Json.parse("{\"result\":{\"received\":\"hello\"}}"));
        assertThat(swarm.out("runs", "list")).contains("agent/mine", "succeeded");
    }

    @Test
    void workflowIsCreatedRegisteredRunDisabledAndDeleted() {
        String made = swarm.out("workflow", "create", "flow", "--template", "parallel-workflow");

        swarm.out("workflow", "register", made.strip());
        swarm.out("workflow", "disable", "flow");
        String enabled = swarm.out("workflow", "list", "--enabled", "-o", "name");
        String deleted = swarm.out("workflow", "delete", "flow@1.0.0");

        assertThat(enabled).isEqualTo("echo-chain@1.0.0\nparallel-echo@1.0.0\n");
        assertThat(deleted).isEqualTo("workflow flow@1.0.0 deleted\n");
        assertThat(swarm.run("run", "flow").exit()).isEqualTo(3);
    }

    @Test
    void disabledWorkflowIsEnabledAgain() {
        swarm.out("init");
        swarm.out("workflow", "disable", "echo-chain");

        String enabled = swarm.out("workflow", "enable", "echo-chain");

        assertThat(enabled).isEqualTo("workflow echo-chain enabled\n");
        assertThat(swarm.out("workflow", "list", "--enabled", "-o", "name"))
                .contains("echo-chain@1.0.0\n");
    }

    @Test
    void deletedBundledAgentStaysDeletedAtTheNextStart() {
        swarm.out("init");
        Result refused = swarm.run("agent", "delete", "echo");
        Result unasked =
                swarm.run(
                        "yes\n".getBytes(StandardCharsets.UTF_8),
                        "agent",
                        "delete",
                        "echo",
                        "--force");
        swarm.out("agent", "delete", "echo", "--force", "--yes");

        swarm.out("init");

        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).contains("needed by echo-chain@1.0.0");
        assertThat(unasked.exit()).isEqualTo(2);
        assertThat(swarm.out("agent", "list", "-o", "name")).isEmpty();
    }

    @Test
    void runsOfAWorkflowAreListed() {
        swarm.out("run", "echo-chain", "{\"message\":\"x\"}");
        swarm.out("agent", "run", "echo", "{\"message\":\"x\"}");

        String names = swarm.out("workflow", "runs", "echo-chain", "--limit", "5", "-o", "name");

        assertThat(names.lines()).hasSize(1);
    }

    @Test
    void doctorVerifiesWhatRunsLeft() {
        swarm.out("run", "echo-chain", "{\"message\":\"x\"}");

        String found = swarm.out("doctor", "--verify");

        assertThat(found).contains("ok    history    verified, of 1 runs").doesNotContain("fail");
    }
}
