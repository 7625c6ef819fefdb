package net.swarmstack.step;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.engine.AttemptOutcome;
import net.swarmstack.engine.StopSignal;
import net.swarmstack.model.Failure;
import net.swarmstack.model.Failure.Type;
import net.swarmstack.model.Json;
import net.swarmstack.model.RunId;
import net.swarmstack.model.StepId;
import net.swarmstack.sandbox.host.HostDrivers;
import net.swarmstack.step.ObservedDriver.Moment;
import net.swarmstack.testing.SandboxLeaks;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;

final class AttemptRunnerTest {

    @RegisterExtension final SandboxLeaks leaks = new SandboxLeaks();
    @TempDir Path folder;
    private AttemptFixture attempt;

    @BeforeEach
    void makeAttempt() throws IOException {
        attempt = new AttemptFixture(leaks, folder);
    }

    @Test
    void nodeAgentReadsStdinAndWritesItsOutput() throws IOException {
        attempt.node(
                        """
                        const fs = require('fs');
                        const input = JSON.parse(fs.readFileSync(0, 'utf8'));
                        fs.writeFileSync(process.env.SWARM_OUTPUT, JSON.stringify({said: input.message}));
                        """)
                .inputs("{\"message\":\"Grüße 🐝\"}");

        String outputs = attempt.outputs();

        assertThat(outputs).isEqualTo("{\"said\":\"Grüße 🐝\"}");
    }

    @Test
    void pythonAgentReadsTheInputFileAndPrintsItsOutput() throws IOException {
        attempt.python(
                        """
                        import json, os
                        print(json.dumps({"said": json.load(open(os.environ["SWARM_INPUT"]))["message"]}))
                        """)
                .inputs("{\"message\":\"Hello\"}");

        String outputs = attempt.outputs();

        assertThat(outputs).isEqualTo("{\"said\":\"Hello\"}");
    }

    @Test
    void pythonAgentLeavesNoBytecodeInItsPackage() throws IOException {
        attempt.python("import helper\nprint(helper.value)");
        Files.writeString(folder.resolve("package/helper.py"), "value = 1\n");

        String outputs = attempt.outputs();

        assertThat(outputs).isEqualTo("{\"result\":1}");
        assertThat(folder.resolve("package/__pycache__")).doesNotExist();
    }

    @Test
    void catIsAnAgent() throws IOException {
        String input =
                "{\"text\":\"${secrets.X} $${ \\\"'\\n\\u0000 🐝\",\"deep\":[{\"a\":[1,2.50,null]}]}";
        attempt.shell("cat").inputs(input);

        String outputs = attempt.outputs();

        assertThat(outputs).isEqualTo(Json.compact(Json.parse(input)));
    }

    @Test
    void stdinIsOneCompactLine() throws IOException {
        attempt.shell("wc -l | tr -d ' '").inputs("{\"a\": \"x\\ny\", \"b\": {}}");

        String outputs = attempt.outputs();

        assertThat(outputs).isEqualTo("{\"result\":1}");
    }

    @Test
    void inputsStandInAFileToo() throws IOException {
        attempt.shell("cmp - \"$SWARM_INPUT\" >&2 && echo '\"same\"'").inputs("{\"a\":1}");

        String outputs = attempt.outputs();

        assertThat(outputs).isEqualTo("{\"result\":\"same\"}");
    }

    @Test
    void environmentIsTheProtocolAndNothingElse() throws IOException {
        attempt.shell("env");

        String text = Json.parse(attempt.outputs()).get("text").stringValue();

        String sandbox =
                leaks.base() + "/" + attempt.sandboxId(attempt.run, new StepId("greet"), 1);
        String execution = attempt.execution().value();
        String trace = attempt.run.value().replace("-", "");
        String span = execution.replace("-", "").substring(16);
        assertThat(text.lines().filter(line -> !line.startsWith("PWD=")))
                .containsExactlyInAnyOrder(
                        "SWARM_PROTOCOL=1",
                        "SWARM_RUN_ID=" + attempt.run,
                        "SWARM_STEP=greet",
                        "SWARM_ATTEMPT=1",
                        "SWARM_AGENT=greeter@1.2.3",
                        "SWARM_DEADLINE=2030-01-02T03:04:05.678Z",
                        "SWARM_IDEMPOTENCY_KEY=" + execution,
                        "SWARM_INPUT=" + sandbox + "/in/input.json",
                        "SWARM_OUTPUT=" + sandbox + "/out/output.json",
                        "SWARM_EVENTS=" + sandbox + "/out/events.jsonl",
                        "SWARM_OUT=" + sandbox + "/artifacts",
                        "TRACEPARENT=00-" + trace + "-" + span + "-01",
                        "HOME=" + sandbox + "/home",
                        "TMPDIR=" + sandbox + "/tmp",
                        "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                        "LANG=C.UTF-8");
    }

    @Test
    void agentStartsInAPrivateWritableFolder() throws IOException {
        attempt.shell("touch file; stat -c '\"%A\"' ..");

        String outputs = attempt.outputs();

        assertThat(outputs).isEqualTo("{\"result\":\"drwx------\"}");
    }

    @Test
    void exitStatusDecidesTheFailure() throws IOException {
        attempt.shell("exit 78");

        Failure failure = attempt.failure();

        assertThat(failure).isEqualTo(new Failure(Type.ERROR, "exit status 78", false));
    }

    @Test
    void signalIsNamedInTheFailure() throws IOException {
        attempt.shell("kill -9 $$");

        Failure failure = attempt.failure();

        assertThat(failure).isEqualTo(new Failure(Type.ERROR, "killed by signal 9"));
    }

    @Test
    void lastLineOfStderrIsTheMessage() throws IOException {
        attempt.shell("echo first >&2; printf 'the \\033[31mlast\\tone\\n\\n \\n' >&2; exit 1");

        Failure failure = attempt.failure();

        assertThat(failure.message()).isEqualTo("the [31mlast one");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "at work\nError: no such file\n    at open (fs:1)\n    at x {\n  errno: -2\n}\n\nNode.js v20.1.0",
                "Error: no such file\nRequire stack:\n- /a/main.js\n    at x (a:1)\n\nNode.js v20.1.0",
                "Error: other\n\tat A.a(A:1)\nError: no such file\n\tat B.b(B:2)\n\t... 5 more"
            })
    void errorAboveAStackTraceIsTheMessage(String stderr) throws IOException {
        attempt.shell("cat >&2 <<'END'\n" + stderr + "\nEND\nexit 1");

        Failure failure = attempt.failure();

        assertThat(failure.message()).isEqualTo("Error: no such file");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"- no such file", "Node.js v20.1.0", "Error: x\n    at y\nno such file"})
    void lineThatEndsNoStackTraceIsTheMessage(String stderr) throws IOException {
        attempt.shell("cat >&2 <<'END'\n" + stderr + "\nEND\nexit 1");

        Failure failure = attempt.failure();

        assertThat(failure.message()).isEqualTo(stderr.lines().toList().getLast());
    }

    @Test
    void messageOfAStructuredLastLineIsTheMessage() throws IOException {
        attempt.shell("echo '{\"level\":\"error\",\"msg\":\"no key\"}' >&2; exit 1");

        Failure failure = attempt.failure();

        assertThat(failure.message()).isEqualTo("no key");
    }

    @Test
    void messageIsBounded() throws IOException {
        attempt.shell("head -c 5000 /dev/zero | tr '\\0' x >&2; exit 1");

        Failure failure = attempt.failure();

        assertThat(failure.message()).isEqualTo("x".repeat(1000) + "…");
    }

    @Test
    void errorThatTheAgentWroteIsItsFailure() throws IOException {
        attempt.shell(
                """
                echo noise >&2
                echo '{"error":{"type":"quota","message":"no credit left","retryable":false}}' >"$SWARM_OUTPUT"
                exit 75
                """);

        Failure failure = attempt.failure();

        assertThat(failure).isEqualTo(new Failure(Type.ERROR, "quota: no credit left", false));
    }

    @Test
    void missingInterpreterNamesTheRemedy() throws IOException {
        var poor = new AttemptFixture(leaks, folder, Map.of("PATH", folder.toString()));
        poor.node("");

        Failure failure = poor.failure();

        assertThat(failure.type()).isEqualTo(Type.SANDBOX_FAILED);
        assertThat(failure.message()).contains("node is not on the PATH", "apt install nodejs");
    }

    @Test
    void driverThatFailedIsProbedAgain() throws IOException {
        Path base = folder.resolve("sandboxes");
        var moments = new ArrayList<Moment>();
        var failing =
                new AttemptFixture(
                        leaks,
                        folder,
                        new StopSignal(),
                        _ -> new ObservedDriver(HostDrivers.process(base), moments::add));
        failing.shell("");
        failing.outputs();
        Files.delete(base);
        Files.createFile(base);

        failing.failure();
        failing.failure();

        assertThat(moments).filteredOn(Moment.PROBED::equals).hasSize(2);
    }

    @Test
    void timesAreMeasured() throws IOException {
        attempt.shell("sleep 0.05");

        AttemptOutcome outcome = attempt.run();

        assertThat(outcome.stats().sandbox()).isPositive();
        assertThat(outcome.stats().execution()).isGreaterThan(Duration.ofMillis(50));
    }

    @Test
    void sandboxIdsDifferByRunStepAndAttempt() {
        var other = new RunId("0190a1b2-c3d4-7e5f-8a6b-000000000000");
        var step = new StepId("greet");

        String id = attempt.sandboxId(attempt.run, step, 1);

        assertThat(id).matches("proc-[0-9a-f]{12}-1");
        assertThat(id)
                .isNotEqualTo(attempt.sandboxId(other, step, 1))
                .isNotEqualTo(attempt.sandboxId(attempt.run, new StepId("other"), 1))
                .isNotEqualTo(attempt.sandboxId(attempt.run, step, 2));
    }
}
