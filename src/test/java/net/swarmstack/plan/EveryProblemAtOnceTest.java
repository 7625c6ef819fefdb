package net.swarmstack.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A file with several mistakes gets one answer with each of them, and nothing that only follows.
final class EveryProblemAtOnceTest {

    private final PlannerFixture test = new PlannerFixture();

    @Test
    void stepThatCantBeReadHidesNoProblemOfOthersOrItsOwn() {
        String text =
                PlannerFixture.workflow(
                        """
                        - {id: a b, agent: ehco, inputs: {x: "${triger.x}"}}
                        - 5
                        - {id: c, inputs: {x: "${triger.y}"}}
                        - {id: d, agent: echo, inputs: {mesage: x}}
                        - {agent: echo@^2}
                        """);

        assertThat(test.problems(text))
                .containsExactly(
                        "w.yaml:4:8: \"a b\" is no id of a step: a letter or _, then up to 62"
                                + " letters, digits, _ and -",
                        "w.yaml:4:20: step \"a b\": no agent \"ehco\". Did you mean \"echo\"?",
                        "w.yaml:4:39: ${triger.x}: \"triger\" is not known here. Did you mean"
                                + " \"trigger\"? There is: trigger, steps, variables, run, config",
                        "w.yaml:5:3: a step must be a mapping, not the number 5",
                        "w.yaml:6:3: step \"c\" needs a value for \"agent\"",
                        "w.yaml:6:24: ${triger.y}: \"triger\" is not known here. Did you mean"
                                + " \"trigger\"? There is: trigger, steps, variables, run, config",
                        "w.yaml:7:33: step \"d\": echo@1.0.0 has no input \"mesage\". Did you mean"
                                + " \"message\"? It has: message, times",
                        "w.yaml:8:3: a step needs a value for \"id\"",
                        "w.yaml:8:11: a step: no agent \"echo@^2\".");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "id: 5, agent: any",
                "id: a b, agent: any",
                "id: \"in\", agent: any",
                "id: a.b, agent: any",
                "id: a-b, agnet: any",
                "id: a-b",
                "id: a-b, agent: 5",
                "ld: a-b, agent: any",
                "id: a-b, agent: ayn",
                "id: a-b, agent: any, needs: x",
                "id: a-b, agent: any, inputs: x",
                "id: a-b, agent: any, retry: x",
            })
    void referenceToAStepWithAMistakeIsNoSecondMistake(String step) {
        String id = step.replaceAll("^\\w+: \"?([^,\"]*).*", "$1");
        String text =
                PlannerFixture.workflow(
                        """
                        - {%s}
                        - {id: z, agent: any, needs: ["%s"], inputs: {x: '${steps["%s"].outputs.x}', y: "${steps.%s.outputs.x}"}}
                        """
                                .formatted(step, id, id, id));

        assertThat(test.problems(text)).singleElement().asString().startsWith("w.yaml:4:");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "inputs: [x]",
                "inputs: {message: .inf}",
                "inputs: {message: 99999999999999999999}",
                "inputs: {mesage: x}",
                "input: {message: x}",
                "inputs: {message: x, times: \"${triger.x}\"}",
                "inputs: {message: x, times: \"${trigger.x\"}",
                "inputs: {message: x, times: \"${trigger.x + }\"}",
                "inputs: {message: x}, agent: other",
                "inputs: {message: x}, needs: x",
            })
    void mistakeInInputsIsToldOnce(String rest) {
        assertThat(test.problems(PlannerFixture.workflow("- {id: a, agent: echo, " + rest + "}")))
                .hasSize(1);
    }

    @Test
    void misspeltKeyIsReadAsTheOneThatWasMeant() {
        String text =
                """
                nmae: w
                version: 1.0.0
                stesp:
                  - {id: a, agent: any, need: []}
                  - {id: b, agnet: ayn, needs: [a]}
                """;

        assertThat(test.problems(text))
                .containsExactly(
                        "w.yaml:1:1: unknown key \"nmae\" in workflow.yaml. Did you mean \"name\"?",
                        "w.yaml:3:1: unknown key \"stesp\" in workflow.yaml. Did you mean"
                                + " \"steps\"?",
                        "w.yaml:4:25: unknown key \"need\" in step \"a\". Did you mean \"needs\"?",
                        "w.yaml:5:13: unknown key \"agnet\" in step \"b\". Did you mean"
                                + " \"agent\"?",
                        "w.yaml:5:20: step \"b\": no agent \"ayn\". Did you mean \"any\"?");
    }

    @Test
    void outputsOfAStepThatIsThereTwiceAreNotJudged() {
        String text =
                PlannerFixture.workflow(
                        """
                        - {id: a, agent: any}
                        - {id: a, agent: echo, inputs: {message: x}}
                        - {id: b, agent: any, inputs: {x: "${steps.a.outputs.body}"}}
                        """);

        assertThat(test.problems(text))
                .containsExactly("w.yaml:5:8: a second step \"a\": the first stands in line 4");
    }

    @Test
    void stepAfterOneThatCantBeReadIsInNoCycleForIt() {
        String text =
                PlannerFixture.workflow(
                        """
                        - {id: a, agent: any, needs: [c]}
                        - x
                        - {id: c, agent: any}
                        """);

        assertThat(test.problems(text))
                .containsExactly("w.yaml:5:3: a step must be a mapping, not text");
    }
}
