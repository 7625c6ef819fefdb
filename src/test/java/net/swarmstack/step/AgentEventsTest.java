package net.swarmstack.step;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.engine.AttemptOutcome;
import net.swarmstack.model.Json;
import net.swarmstack.model.TokenUsage;
import net.swarmstack.testing.SandboxLeaks;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

final class AgentEventsTest {

    @RegisterExtension final SandboxLeaks leaks = new SandboxLeaks();
    @TempDir Path folder;
    private AttemptFixture attempt;

    @BeforeEach
    void makeAttempt() throws IOException {
        attempt = new AttemptFixture(leaks, folder);
    }

    /// An agent that appends a line for each event.
    private AttemptFixture reporting(String... events) throws IOException {
        return attempt.shell(
                "cat >\"$SWARM_EVENTS\" <<'END'\n" + String.join("\n", events) + "\nEND\n");
    }

    @Test
    void progressUsageAndMetricsAreInTheLogWithTheirType() throws IOException {
        reporting(
                "{\"type\":\"progress\",\"value\":0.425,\"msg\":\"reading\"}",
                "{\"type\":\"usage\",\"model\":\"m-1\",\"input_tokens\":1200,\"output_tokens\":2}",
                "{\"type\":\"metric\",\"name\":\"pages\",\"value\":7,\"unit\":\"sheets\"}");

        attempt.outputs();

        assertThat(attempt.logText())
                .containsExactly(
                        "events: 43 % reading",
                        "events: m-1: 1,200 input tokens, 2 output tokens",
                        "events: pages = 7 sheets");
        assertThat(attempt.log())
                .extracting(line -> line.path("fields").path("type").stringValue())
                .containsExactly("progress", "usage", "metric");
    }

    @Test
    void tokensOfAllUsageEventsAreAddedUp() throws IOException {
        reporting(
                "{\"type\":\"usage\",\"input_tokens\":10,\"output_tokens\":1}",
                "{\"type\":\"usage\",\"input_tokens\":5}");

        AttemptOutcome outcome = attempt.run();

        assertThat(outcome.stats().tokens()).isEqualTo(new TokenUsage(15, 1));
    }

    @Test
    void tokensOfAFailedAttemptCount() throws IOException {
        attempt.shell("echo '{\"type\":\"usage\",\"input_tokens\":3}' >>\"$SWARM_EVENTS\"; exit 1");

        AttemptOutcome outcome = attempt.run();

        assertThat(outcome).isInstanceOf(AttemptOutcome.Failed.class);
        assertThat(outcome.stats().tokens()).isEqualTo(new TokenUsage(3, 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"cat", "cat >&2; echo '{}'"})
    void whatIsPrintedIsNeverAnEvent(String script) throws IOException {
        attempt.shell(script)
                .inputs("{\"type\":\"usage\",\"input_tokens\":3,\"msg\":\"x\",\"data\":{}}");

        AttemptOutcome outcome = attempt.run();

        assertThat(outcome.stats().tokens()).isEqualTo(TokenUsage.NONE);
        assertThat(outcome.leftovers().checkpoint()).isEmpty();
        assertThat(attempt.logText()).noneMatch(line -> line.startsWith("events: "));
    }

    @Test
    void lastCheckpointCounts() throws IOException {
        reporting(
                "{\"type\":\"checkpoint\",\"data\":{\"page\":1}}",
                "{\"type\":\"checkpoint\",\"data\":{\"page\":2}}");

        AttemptOutcome outcome = attempt.run();

        assertThat(outcome.leftovers().checkpoint()).contains(Json.parse("{\"page\":2}"));
        assertThat(attempt.log()).isEmpty();
    }

    @Test
    void checkpointLineThatWasCutOffLeavesTheOneBefore() throws IOException {
        attempt.shell(
                """
                printf '{"type":"checkpoint","data":1}\\n{"type":"checkpoint","da' >"$SWARM_EVENTS"
                kill -9 $$
                """);

        AttemptOutcome outcome = attempt.run();

        assertThat(outcome.leftovers().checkpoint()).contains(Json.parse("1"));
    }

    @Test
    void checkpointOfAMebibyteIsTakenAndALargerOneIsNot() throws IOException {
        attempt.python(
                """
                import os
                with open(os.environ["SWARM_EVENTS"], "w") as events:
                    for size in (2**20 - 2, 2**20 - 1):
                        events.write('{"type":"checkpoint","data":"' + "x" * size + '"}\\n')
                """);

        AttemptOutcome outcome = attempt.run();

        JsonNode kept = outcome.leftovers().checkpoint().orElseThrow();
        assertThat(Json.compactBytes(kept)).hasSize(1 << 20);
        assertThat(attempt.logText())
                .containsExactly(
                        "swarm: $SWARM_EVENTS line 2 does not count: a checkpoint of 1,048,577"
                                + " bytes, more than 1,048,576");
    }

    @Test
    void earlierCheckpointIsAtItsPath() throws IOException {
        attempt.shell("cat \"$SWARM_CHECKPOINT\"").checkpoint("{\"page\": 2}");

        String outputs = attempt.outputs();

        assertThat(outputs).isEqualTo("{\"page\":2}");
    }

    @Test
    void withoutAnEarlierCheckpointThereIsNoVariable() throws IOException {
        attempt.shell("echo \"[\\\"${SWARM_CHECKPOINT-unset}\\\"]\"");

        String outputs = attempt.outputs();

        assertThat(outputs).isEqualTo("{\"result\":[\"unset\"]}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            value = {
                "halfway => no JSON: line 1, column 1",
                "[1] => not a JSON object",
                "{\"type\":\"outputs\"} => \"type\" must be progress, usage, metric or checkpoint, not \"outputs\"",
                "{\"value\":1} => not \"\"",
                "{\"type\":\"progress\",\"value\":1.1} => \"value\" of progress must be a number from 0 to 1",
                "{\"type\":\"progress\",\"value\":\"1\"} => \"value\" of progress must be a number from 0 to 1",
                "{\"type\":\"usage\",\"input_tokens\":-1} => must be whole numbers from 0 to 2,147,483,647",
                "{\"type\":\"usage\",\"output_tokens\":2147483648} => must be whole numbers from 0 to 2,147,483,647",
                "{\"type\":\"metric\",\"value\":1} => a metric needs a text \"name\" and a number \"value\"",
                "{\"type\":\"checkpoint\"} => a checkpoint needs \"data\""
            })
    void lineThatIsNoEventIsAWarningAndFailsNothing(String line, String reason) throws IOException {
        reporting(line, "{\"type\":\"progress\",\"value\":1}");

        AttemptOutcome outcome = attempt.run();

        assertThat(outcome).isInstanceOf(AttemptOutcome.Succeeded.class);
        assertThat(attempt.logText().getFirst())
                .startsWith("swarm: $SWARM_EVENTS line 1 does not count: ")
                .contains(reason);
        assertThat(attempt.logText()).endsWith("events: 100 %");
    }

    @Test
    void onlyTheFirstWarningsAreLogged() throws IOException {
        attempt.shell("yes nonsense | head -n 1000 >\"$SWARM_EVENTS\"");

        attempt.outputs();

        List<String> log = attempt.logText();
        assertThat(log).hasSize(AgentEvents.MAX_WARNINGS + 1);
        assertThat(log.getLast()).isEqualTo("swarm: 995 more lines of $SWARM_EVENTS do not count");
    }

    @Test
    void longLineIsPassedByAndThoseAfterItCount() throws IOException {
        attempt.python(
                """
                import os
                with open(os.environ["SWARM_EVENTS"], "w") as events:
                    events.write("x" * 5_000_000 + "\\n")
                    events.write('{"type":"progress","value":0,"msg":"' + "x" * 70_000 + '"}\\n')
                    events.write('{"type":"progress","value":0.5}\\n')
                """);

        attempt.outputs();

        assertThat(attempt.logText())
                .containsExactly(
                        "swarm: $SWARM_EVENTS line 1 does not count: more than 2,097,152 bytes",
                        "swarm: $SWARM_EVENTS line 2 does not count: more than 65,536 bytes",
                        "events: 50 %");
    }

    @Test
    void linesOverTheirNumberAreNotRead() throws IOException {
        attempt.shell(
                "yes '{\"type\":\"usage\",\"input_tokens\":1}' | head -n 100001 >\"$SWARM_EVENTS\"");

        AttemptOutcome outcome = attempt.run();

        assertThat(outcome.stats().tokens().input()).isEqualTo(AgentEvents.MAX_LINES);
    }

    @Test
    void hugeFileIsReadToItsBoundAndSaysSo() throws IOException {
        attempt.shell(
                "echo '{\"type\":\"usage\",\"input_tokens\":1}' >\"$SWARM_EVENTS\";"
                        + " truncate -s 10G \"$SWARM_EVENTS\"");

        AttemptOutcome outcome = attempt.run();

        assertThat(outcome.stats().tokens().input()).isEqualTo(1);
        assertThat(attempt.logText().getLast())
                .isEqualTo(
                        "swarm: $SWARM_EVENTS is read to line 1: more than 100,000 lines or"
                                + " 67,108,864 bytes do not count");
    }

    @Test
    void linkInThePlaceOfTheFileIsNotFollowed() throws IOException {
        attempt.shell("ln -s /etc/passwd \"$SWARM_EVENTS\"");

        attempt.outputs();

        assertThat(attempt.logText())
                .containsExactly(
                        "swarm: $SWARM_EVENTS is a symbolic link: expected a plain file; nothing of"
                                + " it counts");
    }
}
