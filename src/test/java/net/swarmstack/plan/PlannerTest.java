package net.swarmstack.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.swarmstack.definition.DefinitionReader;
import net.swarmstack.expression.Evaluation;
import net.swarmstack.model.AgentPin;
import net.swarmstack.model.Json;
import net.swarmstack.model.Nearest;
import net.swarmstack.model.Problem;
import net.swarmstack.model.RunStatus;
import net.swarmstack.model.Sha256;
import net.swarmstack.model.StepId;
import net.swarmstack.model.SwarmException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

final class PlannerTest {

    private final DefinitionReader reader = new DefinitionReader();
    private final Map<String, AgentPin> agents = new LinkedHashMap<>();

    PlannerTest() {
        agent(
                "echo",
                """
                inputs: [{name: message, type: string, required: true}, {name: times, type: integer}]
                outputs: [{name: echoed, type: string}, {name: timestamp, type: string}]
                """);
        agent("any", "");
    }

    @Test
    void plainListRunsInItsOrder() {
        Plan plan = plan("[{id: a, agent: any}, {id: b, agent: any}, {id: c, agent: any}]");

        assertThat(needs(plan)).isEqualTo("a:[] b:[a] c:[b]");
        assertThat(plan.step(new StepId("a")).dependents()).containsExactly(new StepId("b"));
        assertThat(plan.leaves()).extracting(step -> step.id().value()).containsExactly("c");
    }

    @Test
    void needsTakeThePlaceOfTheOrder() {
        Plan plan =
                plan(
                        """
                        [{id: a, agent: any}, {id: b, agent: any, needs: []},
                         {id: c, agent: any, needs: [b, a, b]}, {id: d, agent: any, needs: [a]}]
                        """);

        assertThat(needs(plan)).isEqualTo("a:[] b:[] c:[a, b] d:[a]");
        assertThat(plan.leaves()).extracting(step -> step.id().value()).containsExactly("c", "d");
    }

    @Test
    void referencesAreEdgesBesideNeedsAndOrder() {
        Plan plan =
                plan(
                        """
                        - {id: a, agent: any}
                        - {id: b, agent: any}
                        - {id: c, agent: any, inputs: {x: "${steps.a.outputs.y} ${steps.b.status}"}}
                        - {id: d, agent: any, needs: [], inputs: {x: ["${size(steps.a.outputs.z)}"]}}
                        """);

        assertThat(needs(plan)).isEqualTo("a:[] b:[a] c:[a, b] d:[a]");
    }

    @Test
    void stepMayReferToOneThatIsListedLater() {
        Plan plan =
                plan(
                        """
                        - {id: a, agent: any, inputs: {x: "${steps.b.outputs.y}"}}
                        - {id: b, agent: any, needs: []}
                        """);

        assertThat(needs(plan)).isEqualTo("a:[b] b:[]");
    }

    @Test
    void timeoutIsTheLowerOfStepAndAgent() {
        agent("slow", "", "timeout_seconds: 10");
        Plan plan =
                plan(
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
        agents.put("any@^1", agents.get("any"));
        Plan plan = plan("[{id: a, agent: any}, {id: b, agent: any@^1}, {id: c, agent: any}]");

        assertThat(plan.agents()).containsOnlyKeys("any", "any@^1");
    }

    @Test
    void handlersRunByTheStatusOfTheRun() {
        Plan plan =
                Planner.plan(
                                reader.workflow(
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
                                this::find)
                        .orThrow();

        assertThat(ids(plan.handlersAfter(RunStatus.FAILED)))
                .containsExactly("on_error[0]", "on_error[1]", "finally[0]");
        assertThat(ids(plan.handlersAfter(RunStatus.SUCCEEDED)))
                .containsExactly("on_success[0]", "finally[0]");
        assertThat(ids(plan.handlersAfter(RunStatus.CANCELLED))).containsExactly("finally[0]");
        assertThat(
                        plan.handlersAfter(RunStatus.FAILED)
                                .getFirst()
                                .settings()
                                .evaluate(
                                        name -> Optional.of(Json.parse("{\"type\":\"timeout\"}"))))
                .isEqualTo(new Evaluation.Value(Json.parse("{\"message\":\"timeout\"}")));
    }

    @Test
    void everyProblemIsToldAtOnceInTheOrderOfTheFile() {
        String text =
                """
                name: w
                version: 1.0
                variables: {v: "${steps.a.outputs}", w: "${trigger.x}"}
                steps:
                  - id: a
                    agent: echo
                    inputs: {mesage: x, message: 5}
                  - id: b
                    agent: ehco
                    needs: [a, bb]
                    retries: 3
                  - id: a
                    agent: any
                    needs: [d]
                  - id: d
                    agent: echo@^9
                    needs: [e]
                  - id: e
                    agent: echo
                    needs: [d]
                    inputs: {message: "${steps.e.outputs.ecoed} ${steps.x.status}", times: "${trigger.t}"}
                  - id: f
                    agent: echo
                    inputs: {times: 1.5}
                outputs: {r: "${steps.f.outputs.result}", s: "${error.message}"}
                on_error: [{notify: {type: log, message: "${eror.message}"}}]
                """;

        assertThat(problems(text))
                .containsExactly(
                        "w.yaml:2:10: \"version\" must be text, not the number 1.0",
                        "w.yaml:3:17: ${steps.a.outputs}: \"steps\" is not known here. There is:"
                                + " trigger, run",
                        "w.yaml:7:14: step \"a\": echo@1.0.0 has no input \"mesage\". Did you mean"
                                + " \"message\"? It has: message, times",
                        "w.yaml:7:34: step \"a\": \"message\" must be of type string, is integer"
                                + " (type)",
                        "w.yaml:9:12: step \"b\": no agent \"ehco\". Did you mean \"echo\"?",
                        "w.yaml:10:16: step \"b\" needs \"bb\", which does not exist. Did you mean"
                                + " \"b\"?",
                        "w.yaml:11:5: unknown key \"retries\" in step \"b\". Known here: id, name,"
                                + " agent, needs, inputs, timeout_seconds",
                        "w.yaml:12:9: a second step \"a\": the first stands in line 5",
                        "w.yaml:15:9: a cycle, in which each step needs the next: d → e → d.",
                        "w.yaml:16:12: step \"d\": no agent \"echo@^9\".",
                        "w.yaml:21:24: ${steps.e.outputs.ecoed}: \"ecoed\" does not exist in"
                                + " steps.e.outputs. Did you mean \"echoed\"? There is: echoed,"
                                + " timestamp",
                        "w.yaml:21:49: ${steps.x.status}: \"x\" does not exist in steps. Did you mean"
                                + " \"a\"? There is: a, b, d, e, f",
                        "w.yaml:24:13: step \"f\": echo@1.0.0 requires the input \"message\"",
                        "w.yaml:24:21: step \"f\": \"times\" must be of type integer, is number"
                                + " (type)",
                        "w.yaml:25:15: ${steps.f.outputs.result}: \"result\" does not exist in"
                                + " steps.f.outputs. There is: echoed, timestamp",
                        "w.yaml:25:47: ${error.message}: \"error\" is not known here. There is:"
                                + " trigger, steps, variables, run",
                        "w.yaml:26:43: ${eror.message}: \"eror\" is not known here. Did you mean"
                                + " \"error\"? There is: trigger, steps, variables, run, error");
    }

    @Test
    void cycleIsToldWithItsPathAndTheEdgeThatNobodyWrote() {
        assertThat(
                        problems(
                                workflow(
                                        """
                                        - {id: a, agent: any, needs: [c]}
                                        - {id: b, agent: any}
                                        - {id: c, agent: any}
                                        - {id: d, agent: any, needs: []}
                                        """)))
                .containsExactly(
                        "w.yaml:4:8: a cycle, in which each step needs the next: a → c → b → a."
                                + " Step \"c\" waits for the one listed before it because it has no"
                                + " \"needs\": \"needs: []\" would end that");
    }

    @Test
    void cyclesApartAreToldEach() {
        assertThat(
                        problems(
                                workflow(
                                        """
                                        - {id: a, agent: any, needs: [b]}
                                        - {id: b, agent: any, needs: [a]}
                                        - {id: c, agent: any, needs: [d, a]}
                                        - {id: d, agent: any, needs: [c]}
                                        - {id: e, agent: any, inputs: {x: "${steps.e.status}"}}
                                        """)))
                .extracting(problem -> problem.replaceFirst(".*next: ", ""))
                .containsExactly("a → b → a.", "c → d → c.", "e → e.");
    }

    @Test
    void agentThatDeclaresNothingTakesAndGivesAnything() {
        Plan plan =
                plan(
                        """
                        - {id: a, agent: any, inputs: {x: 1}}
                        - {id: b, agent: any, inputs: {y: "${steps.a.outputs.whatever[0]}"}}
                        """);

        assertThat(plan.steps()).hasSize(2);
    }

    @Test
    void requiredInputThatIsNullIsMissing() {
        assertThat(problems(workflow("- {id: a, agent: echo, inputs: {message: null}}")))
                .containsExactly(
                        "w.yaml:4:32: step \"a\": echo@1.0.0 requires the input \"message\"");
    }

    @Test
    void requiredInputWithADefaultMayBeLeftOut() {
        agent("def", "inputs: [{name: x, type: string, required: true, default: d}]");

        assertThat(problems(workflow("- {id: a, agent: def}"))).isEmpty();
    }

    @Test
    void pinnedManifestOfAnotherSwarmIsAProblem() {
        agents.put(
                "new",
                new AgentPin("i", "new", "1.0.0", Sha256.of(new byte[0]), Json.parse("{\"x\":1}")));

        assertThat(problems(workflow("- {id: a, agent: new}")).getFirst())
                .startsWith(
                        "w.yaml:4:18: step \"a\": the manifest of new@1.0.0 is not one of this"
                                + " version of Swarm: ");
    }

    @Test
    void orThrowTellsEveryProblem() {
        Planned planned =
                Planner.plan(
                        reader.workflow("w.yaml", workflow("- {id: a, agent: x, needs: [y]}")),
                        this::find);

        assertThatThrownBy(planned::orThrow)
                .isInstanceOf(SwarmException.class)
                .hasMessage(
                        "w.yaml:4:18: step \"a\": no agent \"x\".\n"
                                + "w.yaml:4:29: step \"a\" needs \"y\", which does not exist. Did"
                                + " you mean \"a\"?");
    }

    @Test
    void pinnedDefinitionGivesTheSamePlan() {
        String text =
                workflow(
                        """
                        - {id: a-1, name: First, agent: echo, inputs: {message: "$${x}"}}
                        - {id: b, agent: any, inputs: {x: "${steps.a-1.outputs.echoed + '!'}"}}
                        - {id: c, agent: any, needs: [a-1], timeout_seconds: 1}
                        """);
        Plan plan = Planner.plan(reader.workflow("w.yaml", text), this::find).orThrow();

        Plan again =
                Planner.plan(
                                reader.workflow(
                                        Json.parse(
                                                Json.compact(
                                                        reader.workflow("w.yaml", text)
                                                                .orThrow()
                                                                .source()))),
                                reference ->
                                        new AgentLookup.Found.Pinned(plan.agents().get(reference)))
                        .orThrow();

        assertThat(again.agents()).isEqualTo(plan.agents());
        assertThat(needs(again)).isEqualTo(needs(plan));
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

        Plan plan = plan(steps.toString());

        assertThat(plan.steps()).hasSize(10_000);
        assertThat(plan.leaves()).hasSize(1);
    }

    @Test
    @Timeout(60)
    void tenThousandMistakesAreToldSoon() {
        var steps = new StringBuilder();
        for (int i = 0; i < 10_000; i++) {
            steps.append(
                    "- {id: step_number_%d, agent: ay, needs: [stap_number_%d], inputs: {x: '${steps.u%d.outputs}'}}\n"
                            .formatted(i, i, i));
        }

        assertThat(problems(workflow(steps.toString()))).hasSizeGreaterThan(100);
    }

    @Test
    @Timeout(60)
    void cycleOfTenThousandStepsIsFound() {
        var steps = new StringBuilder("- {id: s0, agent: any, needs: [s9999]}\n");
        for (int i = 1; i < 10_000; i++) {
            steps.append("- {id: s%d, agent: any}\n".formatted(i));
        }

        assertThat(problems(workflow(steps.toString())))
                .singleElement()
                .asString()
                .contains("s0 → s9999 → s9998", "… (10000 steps) → s0.");
    }

    private Plan plan(String steps) {
        return Planner.plan(reader.workflow("w.yaml", workflow(steps)), this::find).orThrow();
    }

    private List<String> problems(String text) {
        return switch (Planner.plan(reader.workflow("w.yaml", text), this::find)) {
            case Planned.Valid _ -> List.of();
            case Planned.Invalid(List<Problem> problems) ->
                    problems.stream().map(Problem::toString).toList();
        };
    }

    private static String workflow(String steps) {
        return "name: w\nversion: 1.0.0\nsteps:\n" + steps.indent(steps.startsWith("[") ? 1 : 0);
    }

    private AgentLookup.Found find(String reference) {
        AgentPin pin = agents.get(reference);
        return pin == null
                ? new AgentLookup.Found.Unknown(
                        "no agent \""
                                + reference
                                + "\"."
                                + Nearest.hint(reference, agents.keySet()))
                : new AgentLookup.Found.Pinned(pin);
    }

    private void agent(String name, String fields, String... runtime) {
        String text =
                "name: %s\nversion: 1.0.0\nruntime: {type: node, entry: a%s}\n%s"
                        .formatted(
                                name,
                                runtime.length == 0 ? "" : ", " + String.join(", ", runtime),
                                fields);
        agents.put(
                name,
                new AgentPin(
                        "id-" + name,
                        name,
                        "1.0.0",
                        Sha256.of(new byte[0]),
                        reader.agent(name, text).orThrow().source()));
    }

    private static String needs(Plan plan) {
        return String.join(
                " ", plan.steps().stream().map(step -> step.id() + ":" + step.needs()).toList());
    }

    private static List<String> ids(List<PlannedHandler> handlers) {
        return handlers.stream().map(PlannedHandler::id).toList();
    }
}
