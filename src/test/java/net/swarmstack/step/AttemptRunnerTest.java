package net.swarmstack.step;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.engine.AttemptOutcome;
import net.swarmstack.model.Failure;
import net.swarmstack.model.Failure.Type;
import net.swarmstack.model.Json;
import net.swarmstack.model.RunId;
import net.swarmstack.model.StepId;
import net.swarmstack.testing.Eventually;
import net.swarmstack.testing.SandboxLeaks;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

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
    void stdoutThatIsNoJsonBecomesText() throws IOException {
        attempt.shell("echo Hello; echo world");

        String outputs = attempt.outputs();

        assertThat(outputs).isEqualTo("{\"text\":\"Hello\\nworld\\n\"}");
    }

    @Test
    void agentThatWritesNothingGivesEmptyText() throws IOException {
        attempt.shell("exit 0");

        String outputs = attempt.outputs();

        assertThat(outputs).isEqualTo("{\"text\":\"\"}");
    }

    @Test
    void valueThatIsNoObjectBecomesTheResult() throws IOException {
        attempt.shell("echo '[1, 2]' >\"$SWARM_OUTPUT\"");

        String outputs = attempt.outputs();

        assertThat(outputs).isEqualTo("{\"result\":[1,2]}");
    }

    @Test
    void environmentIsTheProtocolAndNothingElse() throws IOException {
        attempt.shell("env");

        String text = Json.parse(attempt.outputs()).get("text").stringValue();

        String sandbox =
                leaks.base() + "/" + attempt.runner.sandboxId(attempt.run, new StepId("greet"), 1);
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
    void timeoutStopsTheAgentEvenIfItThenExitsWell() throws IOException {
        attempt.shell("trap 'echo stopping >&2; exit 0' TERM; while :; do sleep 0.01; done")
                .timeout(Duration.ofMillis(300));

        Failure failure = attempt.failure();

        assertThat(failure).isEqualTo(new Failure(Type.TIMEOUT, "stopped at its timeout of 0.3 s"));
        assertThat(attempt.logText()).contains("stderr: stopping");
    }

    @Test
    void agentThatIgnoresSigtermIsKilledAfterTheGrace() throws IOException {
        attempt.node(
                        "process.on('SIGTERM', () => console.error('no')); setInterval(() => {}, 1000);")
                .with("grace_seconds: 0.2")
                .timeout(Duration.ofSeconds(1));

        Failure failure = attempt.failure();

        assertThat(failure.type()).isEqualTo(Type.TIMEOUT);
        assertThat(attempt.logText()).containsExactly("stderr: no");
    }

    @Test
    void cancelledAttemptIsStopped() throws Exception {
        attempt.shell("echo started >&2; trap 'exit 0' TERM; while :; do sleep 0.01; done");
        CompletableFuture<Failure> failure = CompletableFuture.supplyAsync(attempt::failure);
        Path log = attempt.logs.attemptFile(attempt.run, new StepId("greet"), 1);
        Eventually.await("started", () -> log.toFile().length() > 0);

        attempt.stop.give();

        assertThat(failure.get(20, TimeUnit.SECONDS).type()).isEqualTo(Type.CANCELLED);
    }

    @Test
    void attemptThatWasCancelledBeforeItBeganStartsNothing() throws IOException {
        attempt.shell("echo started >&2");
        attempt.stop.give();

        Failure failure = attempt.failure();

        assertThat(failure.type()).isEqualTo(Type.CANCELLED);
        assertThat(attempt.log()).isEmpty();
    }

    @Test
    void endlessStdoutKillsTheAgent() throws IOException {
        attempt.shell("trap '' TERM PIPE; head -c 1073741824 /dev/zero; sleep 1000");

        Failure failure = attempt.failure();

        assertThat(failure.type()).isEqualTo(Type.OUTPUT_TOO_LARGE);
        assertThat(failure.message()).contains("8,388,608 bytes to stdout");
    }

    @Test
    void outputOfJustTheLimitIsTaken() throws IOException {
        attempt.shell("cat").inputs("{\"a\":\"" + "x".repeat((1 << 20) - 8) + "\"}");

        String outputs = attempt.outputs();

        assertThat(outputs).hasSize(1 << 20);
    }

    @Test
    void outputOverTheLimitIsTooLarge() throws IOException {
        attempt.shell("cat").inputs("{\"a\":\"" + "x".repeat((1 << 20) - 7) + "\"}");

        Failure failure = attempt.failure();

        assertThat(failure.type()).isEqualTo(Type.OUTPUT_TOO_LARGE);
        assertThat(failure.message()).contains("1,048,577 bytes", "more than 1,048,576");
    }

    @Test
    void outputIsCountedInItsCompactForm() throws IOException {
        attempt.shell(
                "{ printf '{'; head -c 4000000 /dev/zero | tr '\\0' ' '; echo '}'; } >\"$SWARM_OUTPUT\"");

        String outputs = attempt.outputs();

        assertThat(outputs).isEqualTo("{}");
    }

    @Test
    void fileOverEightMebibytesIsNotRead() throws IOException {
        attempt.shell("head -c 8388609 /dev/zero >\"$SWARM_OUTPUT\"");

        Failure failure = attempt.failure();

        assertThat(failure.type()).isEqualTo(Type.OUTPUT_TOO_LARGE);
    }

    @Test
    void limitOfTheManifestCounts() throws IOException {
        attempt.shell("cat")
                .with("limits: {output_kb: 1}")
                .inputs("{\"a\":\"" + "x".repeat(1024) + "\"}");

        Failure failure = attempt.failure();

        assertThat(failure.type()).isEqualTo(Type.OUTPUT_TOO_LARGE);
    }

    @ParameterizedTest
    @CsvSource({
        "ln -s /etc/passwd \"$SWARM_OUTPUT\", a symbolic link",
        "mkfifo \"$SWARM_OUTPUT\", 'a pipe, socket or device'",
        "mkdir \"$SWARM_OUTPUT\", a folder",
        "echo '{' >\"$SWARM_OUTPUT\", not one JSON value",
        ": >\"$SWARM_OUTPUT\", empty",
        "echo '{}{}' >\"$SWARM_OUTPUT\", not one JSON value",
        "echo '{\"a\":9223372036854775808}' >\"$SWARM_OUTPUT\", 64 bits",
        "echo '{\"a\":\"\\ud800\"}' >\"$SWARM_OUTPUT\", surrogate"
    })
    void fileThatIsNoAcceptableJsonIsBad(String script, String reason) throws IOException {
        attempt.shell(script);

        Failure failure = attempt.failure();

        assertThat(failure.type()).isEqualTo(Type.BAD_OUTPUT);
        assertThat(failure.message()).contains(reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            value = {
                "printf '{\"a\":9223372036854775808}' => an integer of more than 64 bits",
                "printf '{\"a\":1,\"a\":2}' => line 1, column 11: a name that the object has already",
                "printf '[NaN]' => line 1, column 2: NaN or Infinity, which JSON does not have",
                "printf '%065d' 0 | tr 0 '['; printf '%065d' 0 | tr 0 ']' => "
                        + "line 1, column 65: nested deeper than 64"
            })
    void stdoutThatIsJsonBeyondTheBoundsIsBad(String script, String reason) throws IOException {
        attempt.shell(script);

        Failure failure = attempt.failure();

        assertThat(failure)
                .isEqualTo(
                        new Failure(
                                Type.BAD_OUTPUT,
                                "stdout is JSON beyond what Swarm takes: " + reason));
    }

    @Test
    void severalValuesOnStdoutAreText() throws IOException {
        attempt.shell("echo '{\"a\":1}'; echo '{\"a\":2}'");

        String outputs = attempt.outputs();

        assertThat(outputs).isEqualTo("{\"text\":\"{\\\"a\\\":1}\\n{\\\"a\\\":2}\\n\"}");
    }

    @Test
    void declaredOutputsAreEnforced() throws IOException {
        attempt.shell("echo '{\"count\":\"many\"}'")
                .with("outputs: [{name: count, type: integer, required: true}]");

        Failure failure = attempt.failure();

        assertThat(failure.type()).isEqualTo(Type.BAD_OUTPUT);
        assertThat(failure.message()).contains("count");
    }

    @Test
    void undeclaredOutputsAreDroppedWithAWarning() throws IOException {
        attempt.shell("echo '{\"count\":1,\"extra\":2}'")
                .with("outputs: [{name: count, type: integer}]");

        String outputs = attempt.outputs();

        assertThat(outputs).isEqualTo("{\"count\":1}");
        assertThat(attempt.logText())
                .containsExactly("swarm: dropped, since agent.yaml does not declare it: extra");
    }

    @Test
    void stdoutIsALogWhereTheOutputWasWritten() throws IOException {
        attempt.shell("echo progress; echo '{}' >\"$SWARM_OUTPUT\"; echo done");

        String outputs = attempt.outputs();

        assertThat(outputs).isEqualTo("{}");
        assertThat(attempt.logText()).containsExactly("stdout: progress", "stdout: done");
    }

    @Test
    void stdoutThatIsTheOutputIsNoLog() throws IOException {
        attempt.shell("echo private");

        attempt.outputs();

        assertThat(attempt.log()).isEmpty();
    }

    @Test
    void stdoutOfAFailedAgentIsALog() throws IOException {
        attempt.shell("echo before; exit 1");

        attempt.failure();

        assertThat(attempt.logText()).containsExactly("stdout: before");
    }

    @Test
    void structuredLinesStayStructuredAndForgeNothing() throws IOException {
        attempt.shell("echo '{\"msg\":\"hi\",\"stream\":\"swarm\",\"at\":\"never\",\"n\":1}' >&2");

        attempt.outputs();

        JsonNode line = attempt.log().getFirst();
        assertThat(line.get("stream").stringValue()).isEqualTo("stderr");
        assertThat(line.get("msg").stringValue()).isEqualTo("hi");
        assertThat(line.get("at").stringValue()).matches("20\\d\\d-.*Z");
        assertThat(line.get("fields").get("n").intValue()).isEqualTo(1);
    }

    @Test
    void logIsBoundedAndSaysSo() throws IOException {
        attempt.shell(
                        "head -c 200000000 /dev/zero | tr '\\0' x >&2; echo >&2; echo last >&2; exit 1")
                .with("limits: {log_kb: 200}");

        Failure failure = attempt.failure();

        assertThat(failure.message()).isEqualTo("last");
        assertThat(attempt.log()).hasSize(4);
        assertThat(attempt.log().getFirst().get("msg").stringValue()).hasSize(64 * 1024);
        assertThat(attempt.logText().getLast())
                .isEqualTo(
                        "swarm: the log has reached its limit of 204,800 bytes: the rest is dropped");
    }

    @Test
    void logIsForItsOwnerAlone() throws IOException {
        attempt.shell("echo line >&2");

        attempt.outputs();

        Path log = attempt.logs.attemptFile(attempt.run, new StepId("greet"), 1);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(log)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(log.getParent())))
                .isEqualTo("rwx------");
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

        String id = attempt.runner.sandboxId(attempt.run, step, 1);

        assertThat(id).matches("proc-[0-9a-f]{12}-1");
        assertThat(id)
                .isNotEqualTo(attempt.runner.sandboxId(other, step, 1))
                .isNotEqualTo(attempt.runner.sandboxId(attempt.run, new StepId("other"), 1))
                .isNotEqualTo(attempt.runner.sandboxId(attempt.run, step, 2));
    }
}
