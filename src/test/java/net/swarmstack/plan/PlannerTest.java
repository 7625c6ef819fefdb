package net.swarmstack.plan;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.definition.StepEffects;
import net.swarmstack.expression.Evaluation;
import net.swarmstack.model.Isolation;
import net.swarmstack.model.Json;
import net.swarmstack.model.RunStatus;
import net.swarmstack.model.StepId;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

final class PlannerTest {

    private final PlannerFixture test = new PlannerFixture();

    @Test
    void plainListRunsInItsOrder() {
        Plan plan = test.plan("[{id: a, agent: any}, {id: b, agent: any}, {id: c, agent: any}]");

        assertThat(PlannerFixture.needs(plan)).isEqualTo("a:[] b:[a] c:[b]");
        assertThat(plan.step(new StepId("a")).dependents()).containsExactly(new StepId("b"));
        assertThat(plan.leaves()).extracting(step -> step.id().value()).containsExactly("c");
    }

    @Test
    void needsTakeThePlaceOfTheOrder() {
        Plan plan =
                test.plan(
                        """
                        [{id: a, agent: any}, {id: b, agent: any, needs: []},
                         {id: c, agent: any, needs: [b, a]}, {id: d, agent: any, needs: [a]}]
                        """);

        assertThat(PlannerFixture.needs(plan)).isEqualTo("a:[] b:[] c:[a, b] d:[a]");
        assertThat(plan.leaves()).extracting(step -> step.id().value()).containsExactly("c", "d");
    }

    @Test
    void referencesAreEdgesBesideNeedsAndOrder() {
        Plan plan =
                test.plan(
                        """
                        - {id: a, agent: any}
                        - {id: b, agent: any}
                        - {id: c, agent: any, inputs: {x: "${steps.a.outputs.y} ${steps.b.status}"}}
                        - {id: d, agent: any, needs: [], inputs: {x: ["${size(steps.a.outputs.z)}"]}}
                        """);

        assertThat(PlannerFixture.needs(plan)).isEqualTo("a:[] b:[a] c:[a, b] d:[a]");
    }

    @Test
    void stepMayReferToOneThatIsListedLater() {
        Plan plan =
                test.plan(
                        """
                        - {id: a, agent: any, inputs: {x: "${steps.b.outputs.y}"}}
                        - {id: b, agent: any, needs: []}
                        """);

        assertThat(PlannerFixture.needs(plan)).isEqualTo("a:[b] b:[]");
    }

    @Test
    void timeoutIsTheLowerOfStepAndAgent() {
        test.agent("slow", "", "timeout_seconds: 10");
        Plan plan =
                test.plan(
                        """
                        [{id: a, agent: slow}, {id: b, agent: slow, timeout_seconds: 2.5},
                         {id: c, agent: slow, timeout_seconds: 60}]
                        """);

        assertThat(plan.steps())
                .extracting(PlannedStep::timeout)
                .containsExactly(
                        Duration.ofSeconds(10), Duration.ofMillis(2500), Duration.ofSeconds(10));
    }

    @Test
    void agentsArePinnedByTheReferenceAsWritten() {
        test.agents.put("any@^1", test.agents.get("any"));
        Plan plan = test.plan("[{id: a, agent: any}, {id: b, agent: any@^1}, {id: c, agent: any}]");

        assertThat(plan.agents()).containsOnlyKeys("any", "any@^1");
    }

    @Test
    void handlersRunByTheStatusOfTheRun() {
        Plan plan =
                Planner.plan(
                                test.reader
                                        .workflow(
                                                "w.yaml",
                                                """
                                                name: w
                                                version: 1.0.0
                                                steps: [{id: a, agent: any}]
                                                on_error:
                                                  - notify: {type: log, message: "${error.type}"}
                                                  - notify: {type: log, message: "${steps.a.status}"}
                                                on_success: [{notify: {type: log, message: s}}]
                                                finally: [{notify: {type: log, message: f}}]
                                                """)
                                        .orThrow(),
                                test::find)
                        .orThrow();

        assertThat(ids(plan.handlersAfter(RunStatus.FAILED)))
                .containsExactly("on_error[0]", "on_error[1]", "finally[0]");
        assertThat(ids(plan.handlersAfter(RunStatus.SUCCEEDED)))
                .containsExactly("on_success[0]", "finally[0]");
        assertThat(ids(plan.handlersAfter(RunStatus.CANCELLED))).containsExactly("finally[0]");
        var first =
                (PlannedHandler.Action.Notify)
                        plan.handlersAfter(RunStatus.FAILED).getFirst().action();
        assertThat(
                        first.settings()
                                .evaluate(
                                        name -> Optional.of(Json.parse("{\"type\":\"timeout\"}"))))
                .isEqualTo(new Evaluation.Value(Json.parse("{\"message\":\"timeout\"}")));
    }

    @Test
    void errorHandlersRunAfterATimeoutToo() {
        Plan plan =
                test.plan(
                        """
                        - {id: a, agent: any}
                        on_error: [{notify: {type: log, message: e}}]
                        on_success: [{notify: {type: log, message: s}}]
                        finally: [{notify: {type: log, message: f}}]
                        """);

        assertThat(ids(plan.handlersAfter(RunStatus.TIMED_OUT)))
                .containsExactly("on_error[0]", "finally[0]");
    }

    @Test
    void parallelTemplateFansOutToTwoStepsAndJoinsThemInAThird() throws IOException {
        test.agents.put("echo@1.0.0", test.agents.get("echo"));
        Path template = Path.of("bundled/templates/workflows/parallel-workflow/workflow.yaml");

        Plan plan =
                Planner.plan(test.reader.workflow("w.yaml", Files.readString(template)), test::find)
                        .orThrow();

        assertThat(plan.steps()).extracting(step -> step.needs().size()).containsExactly(0, 0, 2);
    }

    @Test
    void agentThatDeclaresNothingTakesAndGivesAnything() {
        Plan plan =
                test.plan(
                        """
                        - {id: a, agent: any, inputs: {x: 1}}
                        - {id: b, agent: any, inputs: {y: "${steps.a.outputs.whatever[0]}"}}
                        """);

        assertThat(plan.steps()).hasSize(2);
    }

    @Test
    void pinnedDefinitionGivesTheSamePlan() {
        String text =
                PlannerFixture.workflow(
                        """
                        - {id: a-1, name: First, agent: echo, inputs: {message: "$${x}"}}
                        - {id: b, agent: any, inputs: {x: "${steps.a-1.outputs.echoed + '!'}"}}
                        - {id: c, agent: any, needs: [a-1], timeout_seconds: 1}
                        """);
        Plan plan = Planner.plan(test.reader.workflow("w.yaml", text), test::find).orThrow();

        Plan again =
                Planner.plan(
                                test.reader.workflow(
                                        "w@1.0.0",
                                        Json.parse(
                                                Json.compact(
                                                        test.reader
                                                                .workflow("w.yaml", text)
                                                                .orThrow()
                                                                .source()))),
                                reference ->
                                        new AgentLookup.Found.Pinned(plan.agents().get(reference)))
                        .orThrow();

        assertThat(again.agents()).isEqualTo(plan.agents());
        assertThat(PlannerFixture.needs(again)).isEqualTo(PlannerFixture.needs(plan));
        assertThat(again.steps())
                .usingRecursiveComparison()
                .ignoringFieldsMatchingRegexes(".*inputs\\.root.*program.*", ".*validator.*")
                .isEqualTo(plan.steps());
    }

    @Test
    @Timeout(60)
    void tenThousandStepsInARowArePlanned() {
        var steps = new StringBuilder();
        for (int i = 0; i < 10_000; i++) {
            steps.append("- {id: s%d, agent: any, inputs: {x: '${trigger.x}'}}\n".formatted(i));
        }

        Plan plan = test.plan(steps.toString());

        assertThat(plan.steps()).hasSize(10_000);
        assertThat(plan.leaves()).hasSize(1);
    }

    private static List<String> ids(List<PlannedHandler> handlers) {
        return handlers.stream().map(PlannedHandler::id).toList();
    }

    @Test
    void effectsOfAStepAreInThePlan() {
        Plan plan = test.plan("- {id: a, agent: any, effects: once}\n- {id: b, agent: any}\n");

        assertThat(plan.steps())
                .extracting(PlannedStep::effects)
                .containsExactly(StepEffects.ONCE, StepEffects.IDEMPOTENT);
    }

    @Test
    void stepHasTheBetterIsolationOfItsAgentAndItsOwn() {
        test.agent("shy", "isolation: namespace\n");

        Plan plan =
                test.plan(
                        """
                        - {id: a, agent: shy}
                        - {id: b, agent: shy, isolation: process}
                        - {id: c, agent: shy, isolation: vm}
                        - {id: d, agent: any}
                        """);

        assertThat(plan.steps())
                .extracting(PlannedStep::isolation)
                .containsExactly(
                        Isolation.NAMESPACE, Isolation.NAMESPACE, Isolation.VM, Isolation.PROCESS);
    }

    @Test
    void artifactsOfAStepHaveNameSizeAndDigestAndNothingElse() {
        assertThat(
                        test.problems(
                                PlannerFixture.workflow(
                                        """
                                        - {id: a, agent: any}
                                        - {id: b, agent: any, inputs: {x: "${steps.a.artifacts[0].path}"}}
                                        """)))
                .singleElement()
                .asString()
                .contains("\"path\" does not exist", "There is: name, size, sha256");
    }
}
