package net.swarmstack.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.e2e.Program.Result;
import net.swarmstack.model.Json;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// How a run ends for each cause, as a person sees it: the exit status, and what `runs show` says.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StatusTableIT {

    private Program swarm;

    @BeforeAll
    void registerAgents(@TempDir Path folder) {
        swarm = new Program(folder);
        swarm.registerAgent("pass", "cat");
        swarm.registerAgent(
                "third", "[ $SWARM_ATTEMPT = 3 ] || { echo no luck >&2; exit 75; }; cat");
        swarm.registerAgent("refuse", "echo not me >&2; exit 77");
        swarm.registerAgent("slow", "exec sleep 60");
    }

    @Test
    void attemptThatFailsWithAttemptsLeftIsTriedAgainAndTheRunSucceeds() {
        Result result =
                run(
                        "again",
                        """
                        steps:
                          - id: a
                            agent: third
                            inputs: {payload: kept}
                            retry: {attempts: 3, delay_seconds: 0.05}
                        """);

        assertThat(result.exit()).as(result.err()).isZero();
        assertThat(result.out()).isEqualTo("{\"payload\":\"kept\"}\n");
        assertThat(result.err()).contains("waiting", "error: no luck  attempt 2 of 3 in ");
        JsonNode step = shown(result).path("steps").get(0);
        assertThat(step.path("status").asString()).isEqualTo("succeeded");
        assertThat(step.path("retry_count").intValue()).isEqualTo(2);
        assertThat(step.path("error").isNull()).isTrue();
    }

    @Test
    void lastAttemptThatFailsFailsTheRunWithStatusFive() {
        Result result =
                run(
                        "last",
                        """
                        steps:
                          - {id: a, agent: third, retry: {attempts: 2, delay_seconds: 0.05}}
                          - {id: b, agent: pass}
                        """);

        assertThat(result.exit()).isEqualTo(5);
        assertRun(result, "failed", "error: no luck", "a");
        assertSteps(result, "a failed", "b skipped");
    }

    @Test
    void refusalIsNeverTriedAgain() {
        Result result =
                run(
                        "refused",
                        """
                        steps:
                          - {id: a, agent: refuse, retry: {attempts: 3, delay_seconds: 0.05}}
                        """);

        assertThat(result.exit()).isEqualTo(5);
        assertRun(result, "failed", "error: not me", "a");
        assertThat(shown(result).path("steps").get(0).path("retry_count").intValue()).isZero();
    }

    @Test
    void attemptDeadlineTimesTheStepOutAndFailsTheRunWithStatusFive() {
        Result result = run("attempt", "steps: [{id: a, agent: slow, timeout_seconds: 0.2}]\n");

        assertThat(result.exit()).isEqualTo(5);
        assertRun(result, "failed", "timeout: stopped at the step's timeout_seconds of 0.2 s", "a");
        assertSteps(result, "a timed_out");
    }

    @Test
    void stepDeadlineTimesTheStepOutAndFailsTheRunWithStatusFive() {
        Result result =
                run(
                        "step",
                        """
                        steps:
                          - {id: a, agent: slow, step_timeout_seconds: 0.2, retry: {attempts: 9}}
                        """);

        assertThat(result.exit()).isEqualTo(5);
        assertRun(
                result,
                "failed",
                "timeout: stopped at the step's step_timeout_seconds of 0.2 s",
                "a");
        assertSteps(result, "a timed_out");
    }

    @Test
    void runDeadlineCancelsTheOpenStepsAndTimesTheRunOutWithStatusFive() {
        Result result =
                run(
                        "run",
                        """
                        timeout_seconds: 0.5
                        steps: [{id: a, agent: slow}, {id: b, agent: pass}]
                        """);

        assertThat(result.exit()).isEqualTo(5);
        assertRun(
                result,
                "timed_out",
                "timeout: stopped at the workflow's timeout_seconds of 0.5 s",
                "");
        assertSteps(result, "a cancelled", "b cancelled");
    }

    @Test
    void stepWhoseConditionIsFalseIsSkippedAndCountsAsDone() {
        Result result =
                run(
                        "if",
                        """
                        steps:
                          - {id: a, agent: pass, if: "has(trigger.never)"}
                          - {id: b, agent: pass, inputs: {payload: "<${steps.a.outputs.payload}>"}}
                        """);

        assertThat(result.exit()).as(result.err()).isZero();
        assertThat(result.out()).isEqualTo("{\"payload\":\"<>\"}\n");
        assertSteps(result, "a skipped", "b succeeded");
    }

    @Test
    void continuedFailureIsReadableBelowAndTheRunSucceeds() {
        Result result =
                run(
                        "go-on",
                        """
                        steps:
                          - {id: a, agent: refuse, continue_on_error: true}
                          - id: b
                            agent: pass
                            inputs: {payload: "${steps.a.status}: ${steps.a.error.message}"}
                        """);

        assertThat(result.exit()).as(result.err()).isZero();
        assertThat(result.out()).isEqualTo("{\"payload\":\"failed: not me\"}\n");
        assertSteps(result, "a failed", "b succeeded");
    }

    @Test
    void otherBranchesFinishWhereTheWorkflowSaysSo() {
        Result result =
                run(
                        "slow-fail",
                        """
                        fail_fast: false
                        steps:
                          - {id: a, agent: refuse}
                          - {id: b, agent: third, needs: [], retry: {attempts: 3, delay_seconds: 0.05}}
                          - {id: c, agent: pass, needs: [b]}
                          - {id: d, agent: pass, needs: [a, c]}
                        """);

        assertThat(result.exit()).isEqualTo(5);
        assertRun(result, "failed", "error: not me", "a");
        assertSteps(result, "a failed", "b succeeded", "c succeeded", "d skipped");
    }

    private Result run(String workflow, String steps) {
        swarm.registerWorkflow(workflow, steps);
        return swarm.run("run", workflow);
    }

    private JsonNode shown(Result result) {
        Matcher id = Pattern.compile("run ([0-9a-f-]{36})").matcher(result.err());
        assertThat(id.find()).as(result.err()).isTrue();
        return Json.parse(swarm.out("runs", "show", id.group(1), "-o", "json"));
    }

    private void assertRun(Result result, String status, String error, String errorStep) {
        JsonNode run = shown(result);
        assertThat(run.path("status").asString()).isEqualTo(status);
        assertThat(run.path("error").asString()).isEqualTo(error);
        assertThat(run.path("error_step").asString("")).isEqualTo(errorStep);
    }

    /// @param statuses each the id of a step and its status
    private void assertSteps(Result result, String... statuses) {
        Stream<String> found =
                shown(result)
                        .path("steps")
                        .valueStream()
                        .map(step ->
                                step.path("step_id").asString()
                                        + " "
                                        + step.path("status").asString());
        assertThat(found).containsExactlyInAnyOrder(statuses);
    }
}
