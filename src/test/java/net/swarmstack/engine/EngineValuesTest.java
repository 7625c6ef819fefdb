package net.swarmstack.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.swarmstack.model.Failure;
import net.swarmstack.model.Json;
import net.swarmstack.model.RunStatus;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;
import net.swarmstack.testing.InMemoryHistory;
import net.swarmstack.testing.ManualTimers;
import net.swarmstack.testing.Plans;
import net.swarmstack.testing.ScriptedRunner;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;

/// What steps and results read: variables, conditions, and the steps that did not succeed.
@Timeout(30)
class EngineValuesTest {

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ScriptedRunner runner = new ScriptedRunner();
    private final ObjectNode config = Json.object();

    @AfterEach
    void close() {
        threads.shutdownNow();
        threads.close();
    }

    @Test
    void variablesAreMadeFromTheTriggerAndReadBySteps() throws InterruptedException {
        RunOutcome outcome =
                run(
                        """
                        variables: {greeting: "hi ${trigger.name}", times: 3}
                        steps:
                          - id: a
                            agent: any
                            inputs: {text: "${variables.greeting}", n: "${variables.times + 1}"}
                        """,
                        "{\"name\":\"Ada\"}");

        assertResult(outcome, "{\"text\":\"hi Ada\",\"n\":4}");
    }

    @Test
    void variablesThatCannotBeMadeStartNoRun() {
        assertThatThrownBy(() ->
                        run(
                                """
                                variables: {greeting: "hi ${trigger.name}"}
                                steps: [{id: a, agent: any}]
                                """,
                                "{}"))
                .isInstanceOf(SwarmException.class)
                .hasMessageStartingWith("variables: ")
                .extracting("code")
                .isEqualTo(Code.INVALID_INPUT);
    }

    @Test
    void runKnowsItsIdItsWorkflowAndItsStart() throws InterruptedException {
        RunOutcome outcome =
                run(
                        """
                        steps:
                          - id: a
                            agent: any
                            inputs:
                              of: "${run.workflow} ${run.version}"
                              id: ${run.id}
                              at: ${run.started_at}
                        """,
                        "{}");

        JsonNode result = outcome.result().orElseThrow();
        assertThat(result.get("of").stringValue()).isEqualTo("flow 1.0.0");
        assertThat(result.get("id").stringValue())
                .isEqualTo(runner.attempts().getFirst().run().value());
        assertThat(Instant.parse(result.get("at").stringValue()))
                .isBefore(Instant.now().plusSeconds(1));
    }

    @Test
    void configurationIsReadBySteps() throws InterruptedException {
        config.put("host", "mail.example.org");

        RunOutcome outcome =
                run("steps: [{id: a, agent: any, inputs: {host: \"${config.host}\"}}]\n", "{}");

        assertResult(outcome, "{\"host\":\"mail.example.org\"}");
    }

    @Test
    void conditionReadsWhatStepsGave() throws InterruptedException {
        String steps =
                """
                steps:
                  - {id: a, agent: any, inputs: {score: "${trigger.score}"}}
                  - {id: high, agent: any, if: steps.a.outputs.score > 2, inputs: {it: was}}
                """;

        assertResult(run(steps, "{\"score\":2.5}"), "{\"it\":\"was\"}");
        assertResult(run(steps, "{\"score\":2}"), "null");
        assertThat(runner.steps()).containsExactly("a", "high", "a");
    }

    @Test
    void conditionThatIsNeitherTrueNorFalseFailsItsStepAsBadInput() throws InterruptedException {
        RunOutcome outcome =
                run(
                        "steps: [{id: a, agent: any, if: trigger.name}, {id: b, agent: any}]\n",
                        "{\"name\":\"Ada\"}");

        assertThat(outcome.status()).isEqualTo(RunStatus.FAILED);
        assertThat(outcome.error().map(Failure::type)).contains(Failure.Type.BAD_INPUT);
        assertThat(runner.attempts()).isEmpty();
    }

    @Test
    void outputsOfASkippedStepReadAsNull() throws InterruptedException {
        RunOutcome outcome =
                run(
                        """
                        steps:
                          - {id: a, agent: any, if: false}
                          - id: b
                            agent: any
                            inputs:
                              all: "${steps.a.outputs}"
                              below: "${steps.a.outputs.x.y}"
                              status: "${steps.a.status}"
                        """,
                        "{}");

        assertResult(outcome, "{\"all\":null,\"below\":null,\"status\":\"skipped\"}");
    }

    @Test
    void stepAfterAContinuedFailureReadsItsStatusAndItsError() throws InterruptedException {
        runner.failing("a", Failure.Type.OOM, "killed at 128 MB");

        RunOutcome outcome =
                run(
                        """
                        steps:
                          - {id: a, agent: any, continue_on_error: true}
                          - id: b
                            agent: any
                            inputs:
                              status: "${steps.a.status}"
                              why: "${steps.a.error.message}"
                              given: "${steps.a.outputs.x}"
                        """,
                        "{}");

        assertThat(outcome.error()).isEmpty();
        assertResult(
                outcome, "{\"status\":\"failed\",\"why\":\"killed at 128 MB\",\"given\":null}");
    }

    @Test
    void conditionMayAskWhetherAStepFailed() throws InterruptedException {
        runner.failing("a", Failure.Type.ERROR, "no luck");

        RunOutcome outcome =
                run(
                        """
                        steps:
                          - {id: a, agent: any, continue_on_error: true}
                          - id: repair
                            agent: any
                            if: steps.a.status == "failed"
                            inputs: {repaired: "yes"}
                        """,
                        "{}");

        assertResult(outcome, "{\"repaired\":\"yes\"}");
    }

    @Test
    void outputsOfTheWorkflowReadStepsThatDidNotSucceed() throws InterruptedException {
        runner.failing("b", Failure.Type.ERROR, "no luck");

        RunOutcome outcome =
                run(
                        """
                        steps:
                          - {id: a, agent: any, if: false}
                          - {id: b, agent: any, continue_on_error: true}
                        outputs:
                          a: "${steps.a.status}"
                          b: "${steps.b.status}"
                          given: "${steps.b.outputs.x}"
                        """,
                        "{}");

        assertResult(outcome, "{\"a\":\"skipped\",\"b\":\"failed\",\"given\":null}");
    }

    @Test
    void outputsOfTheWorkflowThatCannotBeMadeFailTheRunWithoutAStepToBlame()
            throws InterruptedException {
        RunOutcome outcome =
                run(
                        """
                        steps: [{id: a, agent: any, inputs: {x: 1}}]
                        outputs: {y: "${steps.a.outputs.y}"}
                        """,
                        "{}");

        assertThat(outcome.status()).isEqualTo(RunStatus.FAILED);
        assertThat(outcome.error().orElseThrow().toString())
                .startsWith("bad_input: outputs: ")
                .contains("y");
        assertThat(outcome.errorStep()).isEmpty();
        assertThat(outcome.result()).isEmpty();
    }

    private static void assertResult(RunOutcome outcome, String json) {
        assertThat(outcome.status()).isEqualTo(RunStatus.SUCCEEDED);
        assertThat(outcome.result().map(Json::compact)).contains(json);
    }

    private RunOutcome run(String steps, String trigger) throws InterruptedException {
        var history = new InMemoryHistory();
        var engine =
                new Engine(
                        new EnginePorts(
                                history,
                                history,
                                runner,
                                List.of(),
                                new ManualTimers(),
                                new Incidents(_ -> {})),
                        new PinnedPlans(),
                        config,
                        InstantSource.system(),
                        new UuidV7Source(InstantSource.system(), RandomGenerator.getDefault()),
                        threads,
                        RandomGenerator.getDefault(),
                        2);
        var request =
                new RunRequest(
                        Plans.pin(steps),
                        Plans.of(steps),
                        "manual",
                        (ObjectNode) Json.parse(trigger),
                        Json.object());
        return engine.start(request, _ -> {}).await();
    }
}
