package net.swarmstack.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.e2e.Program.Result;
import net.swarmstack.model.Json;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Runs that go on from one that ended, or do it again.
class ContinuedRunIT {

    /// Writes a line into `executions` each time; the step `second` fails until `mended` is there.
    private static final String AGENT =
            """
            echo "$SWARM_STEP $SWARM_IDEMPOTENCY_KEY" >>'%1$s/executions'
            [ "$SWARM_STEP" != second ] || [ -e '%1$s/mended' ] || exit 1
            cat
            """;

    private static final String CHAIN =
            """
            variables: {colour: blue}
            steps:
              - {id: first, agent: worker, inputs: {payload: "${variables.colour}"}}
              - {id: second, agent: worker, inputs: {payload: "${steps.first.outputs.payload}"}}
              - {id: third, agent: worker, inputs: {payload: "${steps.second.outputs.payload}"}}
            """;

    @TempDir private Path folder;
    private Program swarm;
    private String failed;

    @BeforeEach
    void failOnce() throws IOException {
        swarm = new Program(folder).trusting();
        swarm.registerAgent("worker", AGENT.formatted(folder));
        swarm.registerWorkflow("chain", CHAIN);
        assertThat(swarm.run("run", "chain").exit()).isEqualTo(5);
        failed = newest();
        Files.writeString(folder.resolve("mended"), "");
    }

    @Test
    void resumedRunIsANewOneThatKeepsWhatSucceededAndTheKeysOfTheRest() throws IOException {
        Result resumed = swarm.run("runs", "resume", failed);

        assertThat(resumed.exit()).as(resumed.err()).isZero();
        assertThat(Json.parse(resumed.out())).isEqualTo(Json.parse("{\"payload\":\"blue\"}"));
        assertThat(steps()).containsExactly("first", "second", "second", "third");
        assertThat(executions().get(2)).isEqualTo(executions().get(1));
        assertThat(newest()).isNotEqualTo(failed);
        assertThat(shown(newest(), "resumed_from")).isEqualTo(failed);
        assertThat(shown(failed, "status")).isEqualTo("failed");
    }

    @Test
    void retryDoesAllOfItAgainWithNewKeysAndAnotherVariable() throws IOException {
        Result retried = swarm.run("runs", "retry", failed, "--var", "colour=red");

        assertThat(retried.exit()).as(retried.err()).isZero();
        assertThat(Json.parse(retried.out())).isEqualTo(Json.parse("{\"payload\":\"red\"}"));
        assertThat(steps()).containsExactly("first", "second", "first", "second", "third");
        assertThat(executions()).doesNotHaveDuplicates();
    }

    @Test
    void retryFromAStepKeepsWhatIsBeforeIt() throws IOException {
        Result retried = swarm.run("runs", "retry", failed, "--from", "second");

        assertThat(retried.exit()).as(retried.err()).isZero();
        assertThat(steps()).containsExactly("first", "second", "second", "third");
        assertThat(executions()).doesNotHaveDuplicates();
    }

    @Test
    void mistakesAreNamed() {
        assertThat(swarm.run("runs", "resume", failed).exit()).isZero();

        Result again = swarm.run("runs", "resume", newest());
        Result unknown = swarm.run("runs", "retry", failed, "--from", "secnod");

        assertThat(again.exit()).isEqualTo(1);
        assertThat(again.err()).contains("has already succeeded");
        assertThat(unknown.exit()).isEqualTo(3);
        assertThat(unknown.err()).contains("\"secnod\"").contains("second");
    }

    private String shown(String run, String column) {
        return Json.parse(swarm.out("runs", "show", run, "-o", "json")).get(column).stringValue();
    }

    private List<String> steps() throws IOException {
        return executions().stream().map(line -> line.substring(0, line.indexOf(' '))).toList();
    }

    private List<String> executions() throws IOException {
        return Files.readAllLines(folder.resolve("executions"));
    }

    private String newest() {
        return swarm.out("runs", "list", "-o", "name").lines().findFirst().orElseThrow();
    }
}
