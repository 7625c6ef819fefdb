package net.swarmstack.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.swarmstack.model.AgentPin;
import net.swarmstack.model.Json;
import net.swarmstack.model.Parsed;
import net.swarmstack.model.Sha256;
import net.swarmstack.model.SwarmException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class PlanProblemsTest {

    private final PlannerFixture test = new PlannerFixture();

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

        assertThat(test.problems(text))
                .containsExactly(
                        "w.yaml:2:10: \"version\" must be text, not the number 1.0",
                        "w.yaml:3:17: ${steps.a.outputs}: \"steps\" is not known here. There is:"
                                + " trigger, run, config",
                        "w.yaml:7:14: step \"a\": echo@1.0.0 has no input \"mesage\". Did you mean"
                                + " \"message\"? It has: message, times",
                        "w.yaml:7:34: step \"a\": \"message\" must be of type string, is integer"
                                + " (type)",
                        "w.yaml:9:12: step \"b\": no agent \"ehco\". Did you mean \"echo\"?",
                        "w.yaml:10:16: step \"b\" needs \"bb\", which does not exist. Did you mean"
                                + " \"b\"?",
                        "w.yaml:11:5: unknown key \"retries\" in step \"b\". Known here: id, name,"
                                + " agent, needs, if, foreach, concurrency, inputs, timeout_seconds,"
                                + " step_timeout_seconds, retry, continue_on_error, effects, isolation",
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
                                + " trigger, steps, variables, run, config",
                        "w.yaml:26:43: ${eror.message}: \"eror\" is not known here. Did you mean"
                                + " \"error\"? There is: trigger, steps, variables, run, config, error");
    }

    @Test
    void variableThatIsNotDeclaredIsToldWhereverItIsRead() {
        String text =
                PlannerFixture.workflow(
                                """
                                - {id: a, agent: any, inputs: {x: "${variables.limt}", y: "${variables.limit}"}}
                                - {id: b, agent: any, if: "variables['limit'] > variables.?max.orValue(1)"}
                                """)
                        + """
                        variables: {limit: 5}
                        on_error: [{notify: {type: log, message: "${variables.x}"}}]
                        """;

        assertThat(test.problems(text))
                .containsExactly(
                        "w.yaml:4:36: ${variables.limt}: \"limt\" does not exist in variables. Did"
                                + " you mean \"limit\"? There is: limit",
                        "w.yaml:5:28: variables['limit'] > variables.?max.orValue(1): \"max\" does"
                                + " not exist in variables. There is: limit",
                        "w.yaml:7:43: ${variables.x}: \"x\" does not exist in variables. There is:"
                                + " limit");
    }

    @Test
    void withoutVariablesNoneCanBeRead() {
        String steps =
                "- {id: a, agent: any, inputs: {x: \"${variables.x}\", y: \"${variables}\"}}";

        assertThat(test.problems(PlannerFixture.workflow(steps)))
                .containsExactly(
                        "w.yaml:4:36: ${variables.x}: the workflow declares no \"variables\"");
    }

    @Test
    void variablesThatCantBeReadMakeNoSecondProblem() {
        String text =
                PlannerFixture.workflow("- {id: a, agent: any, inputs: {x: \"${variables.x}\"}}\n")
                        + "variables: [x]\n";

        assertThat(test.problems(text))
                .containsExactly("w.yaml:5:12: \"variables\" must be a mapping, not a list");
    }

    @Test
    void cycleIsToldWithItsPathAndTheEdgeThatNobodyWrote() {
        assertThat(
                        test.problems(
                                PlannerFixture.workflow(
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
                        test.problems(
                                PlannerFixture.workflow(
                                        """
                                        - {id: a, agent: any, needs: [b]}
                                        - {id: b, agent: any, needs: [a]}
                                        - {id: c, agent: any, needs: [d, a]}
                                        - {id: d, agent: any, needs: [c]}
                                        """)))
                .extracting(problem -> problem.replaceFirst(".*next: ", ""))
                .containsExactly("a → b → a.", "c → d → c.");
    }

    @Test
    void referenceOfAStepToItselfIsToldWhereItStands() {
        assertThat(
                        test.problems(
                                PlannerFixture.workflow(
                                        """
                                        - id: e
                                          agent: any
                                          needs: [e]
                                          if: steps.e.status == "x"
                                          inputs: {x: [1, "${steps.e.status}"], y: "${steps.e.outputs.z + 1}"}
                                        """)))
                .containsExactly(
                        "w.yaml:6:11: step \"e\" needs itself",
                        "w.yaml:7:7: step \"e\" refers to itself: nothing of it is known before it"
                                + " has ended",
                        "w.yaml:8:19: step \"e\" refers to itself: nothing of it is known before it"
                                + " has ended",
                        "w.yaml:8:44: step \"e\" refers to itself: nothing of it is known before it"
                                + " has ended");
    }

    @Test
    void stepIsNeededOnce() {
        assertThat(
                        test.problems(
                                PlannerFixture.workflow(
                                        """
                                        - {id: a, agent: any}
                                        - {id: b, agent: any, needs: [a, a]}
                                        """)))
                .containsExactly("w.yaml:5:34: step \"b\" needs \"a\" twice");
    }

    @Test
    void requiredInputThatIsNullIsMissing() {
        assertThat(
                        test.problems(
                                PlannerFixture.workflow(
                                        "- {id: a, agent: echo, inputs: {message: null}}")))
                .containsExactly(
                        "w.yaml:4:42: step \"a\": echo@1.0.0 requires the input \"message\"");
    }

    @Test
    void requiredInputWithADefaultMayBeLeftOut() {
        test.agent("def", "inputs: [{name: x, type: string, required: true, default: d}]");

        assertThat(test.problems(PlannerFixture.workflow("- {id: a, agent: def}"))).isEmpty();
    }

    @Test
    void agentWithoutTheKeyInputsTakesAnyAndOneWithAnEmptyListNone() {
        test.agent("none", "inputs: []");

        assertThat(
                        test.problems(
                                PlannerFixture.workflow(
                                        """
                                        - {id: a, agent: any, inputs: {x: 1}}
                                        - {id: b, agent: none}
                                        - {id: c, agent: none, inputs: {x: 1}}
                                        """)))
                .containsExactly(
                        "w.yaml:6:33: step \"c\": none@1.0.0 has no input \"x\". It has: none");
    }

    @Test
    void wrongValueInsideOfAnInputIsToldWithItsPath() {
        test.agent(
                "deep",
                "inputs: [{name: list, type: array, items: {type: object, properties: {n: {type:"
                        + " integer, required: true}}}}]");

        assertThat(
                        test.problems(
                                PlannerFixture.workflow(
                                        """
                                        - id: a
                                          agent: deep
                                          inputs:
                                            list:
                                              - {n: 1}
                                              - {n: one}
                                              - {}
                                        """)))
                .containsExactly(
                        "w.yaml:8:7: step \"a\": \"list[1].n\" must be of type integer, is string"
                                + " (type)",
                        "w.yaml:8:7: step \"a\": \"list[2].n\" is missing (required)");
    }

    @Test
    void pinnedManifestOfAnotherSwarmIsAProblem() {
        test.agents.put(
                "new",
                new AgentPin("i", "new", "1.0.0", Sha256.of(new byte[0]), Json.parse("{\"x\":1}")));

        assertThat(test.problems(PlannerFixture.workflow("- {id: a, agent: new}")).getFirst())
                .startsWith(
                        "w.yaml:4:18: step \"a\": the manifest of new@1.0.0 is not one of this"
                                + " version of Swarm: ");
    }

    @Test
    void orThrowTellsEveryProblem() {
        Parsed<Plan> planned =
                Planner.plan(
                        test.reader.workflow(
                                "w.yaml",
                                PlannerFixture.workflow("- {id: a, agent: x, needs: [y]}")),
                        test::find);

        assertThatThrownBy(planned::orThrow)
                .isInstanceOf(SwarmException.class)
                .hasMessage(
                        "w.yaml:4:18: step \"a\": no agent \"x\".\n"
                                + "w.yaml:4:29: step \"a\" needs \"y\", which does not exist. Did"
                                + " you mean \"a\"?");
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

        assertThat(test.problems(PlannerFixture.workflow(steps.toString())))
                .hasSizeGreaterThan(100);
    }

    @Test
    @Timeout(60)
    void cycleOfTenThousandStepsIsFound() {
        var steps = new StringBuilder("- {id: s0, agent: any, needs: [s9999]}\n");
        for (int i = 1; i < 10_000; i++) {
            steps.append("- {id: s%d, agent: any}\n".formatted(i));
        }

        assertThat(test.problems(PlannerFixture.workflow(steps.toString())))
                .singleElement()
                .asString()
                .contains("s0 → s9999 → s9998", "… (10000 steps) → s0.");
    }
}
