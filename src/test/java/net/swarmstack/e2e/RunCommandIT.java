package net.swarmstack.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.e2e.Program.Result;
import net.swarmstack.model.Json;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

class RunCommandIT {

    @TempDir private Path folder;
    private Program swarm;

    @BeforeEach
    void makeProgram() {
        swarm = new Program(folder);
    }

    @Test
    void firstRunMakesARootAndPrintsOnlyTheResult() {
        Result result = swarm.run("run", "echo-chain", "{\"message\":\"Hello World\"}");

        assertThat(result.exit()).as(result.err()).isZero();
        assertThat(result.out().lines()).hasSize(1);
        assertThat(Json.parse(result.out()).path("echoed").asString()).isEqualTo("Hello World");
        assertThat(result.err())
                .containsSubsequence("started", "succeeded", "started", "succeeded", "started")
                .contains("echo@1.0.0", "bwrap-", "run succeeded");
    }

    @Test
    void inputIsReadFromAFile() {
        Path file = swarm.write("input.json", "{\"message\": \"from a file\"}");

        String out = swarm.out("run", "echo-chain", "--input-file", file.toString());

        assertThat(Json.parse(out).path("echoed").asString()).isEqualTo("from a file");
    }

    @Test
    void wholeRunIsPrintedWhenAsked() {
        String out = swarm.out("run", "echo-chain", "{\"message\":\"hi\"}", "-o", "json");

        JsonNode run = Json.parse(out);
        assertThat(run.path("status").asString()).isEqualTo("succeeded");
        assertThat(run.path("steps")).hasSize(3);
        assertThat(run.path("result").path("echoed").asString()).isEqualTo("hi");
    }

    @Test
    void triggerDataReachesTheThirdStepByteForByte() {
        swarm.registerAgent("pass", "cat");
        swarm.registerWorkflow(
                "pass-chain",
                """
                steps:
                  - {id: step1, agent: pass, inputs: {payload: "${trigger}"}}
                  - {id: step2, agent: pass, inputs: {payload: "${steps.step1.outputs.payload}"}}
                  - {id: step3, agent: pass, inputs: {payload: "${steps.step2.outputs.payload}"}}
                """);
        byte[] input = Json.compactBytes(hostile());

        Result result = swarm.run(input, "run", "pass-chain", "-");

        assertThat(result.exit()).as(result.err()).isZero();
        String passed = new String(input, StandardCharsets.UTF_8);
        assertThat(result.out()).isEqualTo("{\"payload\":" + passed + "}\n");
    }

    private static ObjectNode hostile() {
        ObjectNode input =
                Json.object()
                        .put("secret", "${secrets.X}")
                        .put("escaped", "$${trigger.message} ${")
                        .put("quotes", "\"'`\\ \n\r\t\u0000 $(id) %s")
                        .put("wide", "😀𝄞世界é")
                        .put("long", "0123456789abcde\n".repeat(56_250))
                        .put("integer", 9_007_199_254_740_993L)
                        .put("${trigger}", true)
                        .putNull("nothing");
        input.putObject("nested").putArray("list").addObject().putObject("deep").put("x", "${y}");
        return input;
    }

    @Test
    void failedRunSaysWhereAndWhatToLookAt() {
        swarm.registerAgent("boom", "echo 'it went \u001b[31mwrong' >&2; exit 9");
        swarm.registerWorkflow("boom-flow", "steps: [{id: only, agent: boom}]\n");

        Result result = swarm.run("run", "boom-flow");

        assertThat(result.exit()).isEqualTo(5);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .contains("failed: step only: error: ", "it went ", "wrong")
                .containsPattern("swarm runs show [0-9a-f]{8}\n")
                .containsPattern("swarm runs logs [0-9a-f]{8} only\n")
                .doesNotContain("\u001b");
    }

    @Test
    void stepIsIsolatedUnlessAPersonAsksForLess() {
        swarm.registerAgent(
                "shadow", "test -e /etc/shadow && echo '{\"payload\": 1}' || echo '{}'");

        assertThat(swarm.out("agent", "run", "shadow").strip()).isEqualTo("{}");
        assertThat(swarm.out("agent", "run", "shadow", "--isolation", "process").strip())
                .isEqualTo("{\"payload\":1}");
    }

    @Test
    void isolationThatIsNoneAndIsolationThatThisHostHasNotAreRefused() {
        Result unknown = swarm.run("run", "echo-chain", "--isolation", "jail");
        Result missing = swarm.run("run", "echo-chain", "{\"message\":\"x\"}", "--isolation", "vm");

        assertThat(unknown.exit()).isEqualTo(2);
        assertThat(unknown.err()).contains("--isolation is vm, namespace or process, not \"jail\"");
        assertThat(missing.exit()).isEqualTo(78);
        assertThat(missing.err())
                .contains("agent echo@1.0.0 can't have isolation vm: no driver has it here.");
    }

    @Test
    void registeringTellsOfAnIsolationThatThisHostHasNot() {
        Path folder = swarm.root().resolveSibling("guarded");
        swarm.write(
                "guarded/agent.yaml",
                "name: guarded\nversion: 1.0.0\nisolation: vm\n"
                        + "runtime: {type: shell, entry: main.sh}\n");
        swarm.write("guarded/main.sh", "cat");
        swarm.write(
                "guarded/workflow.yaml",
                "name: guarded\nversion: 1.0.0\ntrigger: {type: manual}\nsteps:\n"
                        + "  - {id: only, agent: echo, isolation: vm, inputs: {message: x}}\n");

        Result agent = swarm.run("agent", "register", folder.toString());
        Result workflow = swarm.run("workflow", "register", folder.toString());

        assertThat(agent.exit()).isZero();
        assertThat(agent.err())
                .contains(
                        "it can't run here as things are: agent guarded@1.0.0 can't have isolation"
                                + " vm: no driver has it here. See: swarm doctor");
        assertThat(workflow.exit()).isZero();
        assertThat(workflow.err())
                .contains("agent echo@1.0.0 can't have isolation vm: no driver has it here.");
    }

    @Test
    void leastIsolationOfAnAgentIsNotLowered() {
        swarm.registerAgent("pass", "cat");
        swarm.write(
                "pass/agent.yaml",
                "name: pass\nversion: 1.0.1\nisolation: namespace\n"
                        + "runtime: {type: shell, entry: main.sh}\n");
        swarm.out("agent", "register", swarm.root().resolveSibling("pass").toString());

        Result result = swarm.run("agent", "run", "pass", "{}", "--isolation", "process");

        assertThat(result.exit()).isEqualTo(78);
        assertThat(result.err())
                .contains(
                        "agent pass@1.0.1 needs isolation namespace (its own), and process was asked"
                                + " for");
    }

    @Test
    void inputThatAnAgentRefusesFailsTheRun() {
        Result result = swarm.run("run", "echo-chain", "{\"message\":1}");

        assertThat(result.exit()).isEqualTo(5);
        assertThat(result.err()).contains("bad_input");
    }

    @Test
    void unknownWorkflowIsNotFoundWithAHint() {
        Result result = swarm.run("run", "echo-chian");

        assertThat(result.exit()).isEqualTo(3);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("echo-chian", "Did you mean \"echo-chain\"?");
    }

    @Test
    void inputThatIsNoObjectIsRefusedBeforeThereIsARoot() {
        Result result = swarm.run("run", "echo-chain", "{'message':1}");

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).startsWith("INPUT-JSON: line 1, column 2: ");
        assertThat(swarm.root()).doesNotExist();
    }

    @Test
    void twoRunsAtOnceOnOneFreshRootBothSucceed() {
        var first = swarm.start(new byte[0], "run", "echo-chain", "{\"message\":\"one\"}");
        var second = swarm.start(new byte[0], "run", "echo-chain", "{\"message\":\"two\"}");

        Result one = first.await();
        Result two = second.await();

        assertThat(one.exit()).as(one.err()).isZero();
        assertThat(two.exit()).as(two.err()).isZero();
        assertThat(Json.parse(one.out()).path("echoed").asString()).isEqualTo("one");
        assertThat(Json.parse(two.out()).path("echoed").asString()).isEqualTo("two");
        assertThat(swarm.out("runs", "list", "-o", "name").lines()).hasSize(2);
    }
}
