package net.swarmstack.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.e2e.Program.Result;
import net.swarmstack.model.Json;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Init, agents and workflows.
class CatalogCommandIT {

    private static final String FLOW =
            """
            name: %s
            version: 1.0.0
            trigger: {type: manual}
            steps:
              - id: one
                agent: %s
                inputs: {message: hello}
            """;

    @TempDir private static Path folder;
    private static Program swarm;

    @BeforeAll
    static void init() {
        swarm = new Program(folder);
        Result first = swarm.run("init");
        assertThat(first.exit()).as(first.err()).isZero();
        assertThat(first.out()).isEqualTo(swarm.root() + "\n");
        assertThat(first.err())
                .contains(
                        "agent echo@1.0.0 created",
                        "workflow echo-chain@1.0.0 created",
                        "workflow parallel-echo@1.0.0 created");
    }

    @Test
    void secondInitChangesNothing() {
        Result second = swarm.run("init");

        assertThat(second.exit()).isZero();
        assertThat(second.out()).isEqualTo(swarm.root() + "\n");
        assertThat(second.err()).isEqualTo("nothing to do\n");
    }

    @Test
    void initOnADamagedRegistryIsRefused() throws IOException {
        Path other = folder.resolve("damaged");
        swarm.out("--root", other.toString(), "init");
        Files.writeString(other.resolve("swarm-registry/registry.db"), "garbage");

        Result result = swarm.run("--root", other.toString(), "init");

        assertThat(result.exit()).isEqualTo(78);
        assertThat(result.err()).contains("registry.db");
    }

    @Test
    void rootIsTakenFromTheOption() {
        Path other = folder.resolve("other");

        Result made = swarm.run("init", "--root", other.toString());
        String listed = swarm.out("--root", other.toString(), "agent", "list", "-o", "name");

        assertThat(made.out()).isEqualTo(other + "\n");
        assertThat(listed).isEqualTo("echo@1.0.0\n");
    }

    @Test
    void agentsAreListed() {
        String table = swarm.out("agent", "list");
        JsonNode json = Json.parse(swarm.out("agent", "list", "-o", "json"));

        assertThat(table).startsWith("AGENT").contains("echo ", "1.0.0", "node");
        assertThat(json.get(0).propertyNames())
                .startsWith(
                        "id",
                        "name",
                        "version",
                        "path",
                        "description",
                        "capabilities",
                        "inputs_schema",
                        "outputs_schema",
                        "runtime",
                        "memory_mb",
                        "timeout_seconds",
                        "triggers",
                        "author",
                        "tags",
                        "created_at",
                        "updated_at");
    }

    @Test
    void workflowsAreListed() {
        JsonNode json = Json.parse(swarm.out("workflow", "list", "-o", "json"));

        assertThat(swarm.out("workflow", "list")).startsWith("WORKFLOW").contains("echo-chain");
        assertThat(json.get(0).propertyNames())
                .startsWith(
                        "id",
                        "name",
                        "version",
                        "path",
                        "description",
                        "trigger_type",
                        "trigger_config",
                        "steps",
                        "variables",
                        "on_error",
                        "on_success",
                        "enabled",
                        "author",
                        "tags",
                        "created_at",
                        "updated_at");
    }

    @Test
    void infoShowsInputsAndSteps() {
        assertThat(swarm.out("agent", "info", "echo@^1"))
                .contains("echo@1.0.0", "message", "string", "yes", "echoed");
        assertThat(swarm.out("workflow", "info", "echo-chain"))
                .contains("echo-chain@1.0.0", "first", "echo@1.0.0");
        assertThat(swarm.out("workflow", "info", "echo-chain", "-o", "yaml"))
                .contains("name: echo-chain\n", "- id: first\n");
    }

    @Test
    void templatesAreListed() {
        assertThat(swarm.out("agent", "templates", "-o", "name")).startsWith("basic-agent\n");
        assertThat(swarm.out("workflow", "templates", "-o", "name"))
                .isEqualTo("linear-workflow\nparallel-workflow\n");
    }

    @Test
    void workflowIsDrawn() {
        assertThat(swarm.out("workflow", "graph", "echo-chain"))
                .startsWith("flowchart TD\n")
                .contains("    n0 --> n1\n");
    }

    @Test
    void configurationIsShown() {
        JsonNode json = Json.parse(swarm.out("config", "show", "-o", "json"));

        assertThat(json.get(0).get("key").stringValue()).isEqualTo("root");
        assertThat(json.get(0).get("value").stringValue()).isEqualTo(swarm.root().toString());
    }

    @Test
    void wordTooManyIsRefused() {
        Result result = swarm.run("agent", "templates", "x");

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).startsWith("unexpected argument \"x\".");
    }

    @Test
    void unknownNamesAreNotFoundWithAHint() {
        Result agent = swarm.run("agent", "info", "ehco");
        Result workflow = swarm.run("workflow", "info", "echo-chian@2");

        assertThat(agent.exit()).isEqualTo(3);
        assertThat(agent.out()).isEmpty();
        assertThat(agent.err()).contains("\"ehco\"", "Did you mean \"echo\"?");
        assertThat(workflow.exit()).isEqualTo(3);
        assertThat(workflow.err()).contains("echo-chian", "Did you mean \"echo-chain\"?");
    }

    @Test
    void agentIsRegisteredOnceAndReplacedByForceOnly() {
        swarm.registerAgent("twice", "cat");
        String path = folder.resolve("twice").toString();

        Result same = swarm.run("agent", "register", path);
        swarm.write("twice/main.sh", "echo '{}'");
        Result other = swarm.run("agent", "register", path);
        Result forced = swarm.run("agent", "register", path, "--force");

        assertThat(same.out()).isEqualTo("agent twice@1.0.0 unchanged\n");
        assertThat(other.exit()).isEqualTo(1);
        assertThat(other.err()).contains("twice@1.0.0", "--force");
        assertThat(forced.out()).isEqualTo("agent twice@1.0.0 replaced\n");
    }

    @Test
    void allOfTheRootIsRegistered() {
        assertThat(swarm.out("agent", "register", "--all"))
                .isEqualTo("agent echo@1.0.0 unchanged\n");
        assertThat(swarm.out("workflow", "register", "--all"))
                .isEqualTo(
                        "workflow echo-chain@1.0.0 unchanged\n"
                                + "workflow parallel-echo@1.0.0 unchanged\n");
    }

    @Test
    void pathAndAllExcludeEachOther() {
        Result both = swarm.run("agent", "register", "x", "--all");
        Result none = swarm.run("workflow", "register");

        assertThat(both.exit()).isEqualTo(2);
        assertThat(none.exit()).isEqualTo(2);
        assertThat(none.err()).startsWith("give PATH or --all, one of them");
    }

    @Test
    void everyProblemOfAnAgentIsToldWithItsPlace() {
        Path file = swarm.write("bad/agent.yaml", "name: Bad Name\nversion: 1\nruntme: {}\n");

        Result result = swarm.run("agent", "register", file.getParent().toString());

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .contains(file + ":1:7: ", file + ":2:10: ")
                .contains(file + ":3:1: unknown key \"runtme\"", "Did you mean \"runtime\"?");
    }

    @Test
    void workflowWithAnUnknownAgentIsRefusedWithItsPlace() {
        Path file = swarm.write("unknown/workflow.yaml", FLOW.formatted("unknown", "ehco"));

        Result registered = swarm.run("workflow", "register", file.toString());
        Result validated = swarm.run("workflow", "validate", file.toString());

        assertThat(registered.exit()).isEqualTo(2);
        assertThat(registered.err()).startsWith(file + ":6:12: ").contains("\"ehco\"");
        assertThat(validated.exit()).isEqualTo(2);
        assertThat(validated.err()).isEqualTo(registered.err());
    }

    @Test
    void validWorkflowIsNotRegisteredByValidating() {
        Path file = swarm.write("fine/workflow.yaml", FLOW.formatted("fine", "echo"));

        String valid = swarm.out("workflow", "validate", file.getParent().toString());

        assertThat(valid).isEqualTo(file.getParent() + ": valid, steps: 1\n");
        assertThat(swarm.run("workflow", "info", "fine").exit()).isEqualTo(3);
    }

    @Test
    void validatingWithoutARootKnowsTheBundledAgents() {
        Path file = swarm.write("rootless/workflow.yaml", FLOW.formatted("rootless", "echo@^1"));
        Path none = folder.resolve("none");

        Result valid =
                swarm.run("workflow", "validate", file.toString(), "--root", none.toString());

        assertThat(valid.exit()).as(valid.err()).isZero();
        assertThat(none).doesNotExist();
    }

    @Test
    void registeringMakesARoot() {
        Path fresh = folder.resolve("fresh");
        Path file = swarm.write("early/workflow.yaml", FLOW.formatted("early", "echo"));

        Result result =
                swarm.run("workflow", "register", file.toString(), "--root", fresh.toString());

        assertThat(result.exit()).as(result.err()).isZero();
        assertThat(result.out()).isEqualTo("workflow early@1.0.0 created\n");
    }

    @Test
    void readingWithoutARootSaysHowToMakeOne() {
        Path none = folder.resolve("none");

        Result result = swarm.run("agent", "list", "--root", none.toString());

        assertThat(result.exit()).isEqualTo(3);
        assertThat(result.err()).isEqualTo("no root at " + none + ": swarm init\n");
    }
}
