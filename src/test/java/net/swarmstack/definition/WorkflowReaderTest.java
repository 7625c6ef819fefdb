package net.swarmstack.definition;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;

final class WorkflowReaderTest {

    private static final String WORKFLOW_TEMPLATE =
            """
            name: template-workflow
            version: 1.0.0
            description: Linear workflow template
            author: swarm
            trigger:
              type: manual
            variables: {}
            steps:
              - id: step1
                name: First Step
                agent: echo@1.0.0
                inputs:
                  message: "Step 1 complete"
              - id: step2
                name: Second Step
                agent: echo@1.0.0
                inputs:
                  message: "Step 2 received: ${steps.step1.outputs.echoed}"
            on_error:
              - notify:
                  type: log
                  message: "Workflow failed: ${error.message}"
            tags: []
            """;

    private final DefinitionReader reader = new DefinitionReader();

    @Test
    void workflowTemplateIsRead() {
        WorkflowDefinition workflow = reader.workflow("workflow.yaml", WORKFLOW_TEMPLATE).orThrow();

        assertThat(workflow.reference()).isEqualTo("template-workflow@1.0.0");
        assertThat(workflow.triggers()).containsExactly("manual");
        assertThat(workflow.steps()).hasSize(2);
        StepDefinition second = workflow.steps().get(1);
        assertThat(second.name()).isEqualTo("Second Step");
        assertThat(second.agent().text()).isEqualTo("echo@1.0.0");
        assertThat(second.agent().at()).hasToString("workflow.yaml:16:12");
        assertThat(second.id().at()).hasToString("workflow.yaml:14:9");
        assertThat(second.needs()).isEmpty();
        assertThat(workflow.onError())
                .singleElement()
                .isInstanceOfSatisfying(
                        HandlerDefinition.Notify.class,
                        handler -> {
                            assertThat(handler.type()).isEqualTo("log");
                            assertThat(handler.settings().toJson())
                                    .hasToString(
                                            "{\"message\":\"Workflow failed: ${error.message}\"}");
                        });
    }

    @Test
    void stepWithEverythingIsRead() {
        StepDefinition step =
                reader.workflow(
                                "w",
                                """
                                name: w
                                version: 1.0.0
                                triggers: [{type: manual}]
                                variables: {a: 1}
                                outputs: {x: "${steps._a-1.outputs}"}
                                steps:
                                  - {id: _a-1, agent: x, needs: [], timeout_seconds: 1.5}
                                on_success: [{notify: {type: log, message: y}}]
                                finally: [{notify: {type: log, message: z}}]
                                """)
                        .orThrow()
                        .steps()
                        .getFirst();

        assertThat(step.name()).isEqualTo("_a-1");
        assertThat(step.needs()).contains(List.of());
        assertThat(step.timeout()).contains(Duration.ofMillis(1500));
        assertThat(step.inputs().entries()).isEmpty();
    }

    @Test
    void everyProblemOfAWorkflowIsToldAtOnce() {
        String text =
                """
                nam: w
                version: 1.0.0
                trigger: {type: manula}
                triggers: []
                variables: [a]
                steps:
                  - id: a b
                    agent: echo
                  - id: in
                    agent: echo
                    colour: red
                  - id: c
                    agnet: echo
                    needs: c
                    timeout_seconds: soon
                  - 5
                on_error:
                  - notify: {type: slack, message: x}
                  - notify: {type: log, mesage: x}
                  - mail: {}
                concurrency: 2
                colour: red
                """;

        assertThat(workflowProblems(text))
                .containsExactly(
                        "w.yaml:1:1: unknown key \"nam\" in workflow.yaml. Did you mean \"name\"?",
                        "w.yaml:3:10: \"trigger\" and \"triggers\" at once: list all of them in"
                                + " \"triggers\"",
                        "w.yaml:3:17: \"manula\" is no type of trigger: expected manual. Did you"
                                + " mean \"manual\"?",
                        "w.yaml:5:12: \"variables\" must be a mapping, not a list",
                        "w.yaml:7:9: \"a b\" is no id of a step: a letter or _, then up to 62"
                                + " letters, digits, _ and -",
                        "w.yaml:9:9: \"in\" is a word of the language of expressions: take another"
                                + " id",
                        "w.yaml:11:5: unknown key \"colour\" in step \"in\". Known here: id, name,"
                                + " agent, needs, if, foreach, concurrency, inputs, timeout_seconds,"
                                + " step_timeout_seconds, retry, continue_on_error, effects, isolation",
                        "w.yaml:13:5: unknown key \"agnet\" in step \"c\". Did you mean \"agent\"?",
                        "w.yaml:14:12: \"needs\" must be a list, not text",
                        "w.yaml:15:22: \"timeout_seconds\" must be a number of seconds from 0.001"
                                + " to 604,800, not text",
                        "w.yaml:16:5: a step must be a mapping, not the number 5",
                        "w.yaml:18:20: \"slack\" is no type of notify: expected log.",
                        "w.yaml:19:25: unknown key \"mesage\" in notify. Did you mean \"message\"?",
                        "w.yaml:20:5: unknown key \"mail\" in on_error. Known here: notify, step",
                        "w.yaml:21:14: concurrency must be a mapping, not the number 2",
                        "w.yaml:22:1: unknown key \"colour\" in workflow.yaml. Known here: name,"
                                + " version, description, author, trigger, triggers, inputs, variables,"
                                + " steps, outputs, timeout_seconds, fail_fast, concurrency,"
                                + " on_error, on_success, finally, tags, labels");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "as", "break", "const", "continue", "else", "false", "for", "function", "if",
                "import", "in", "let", "loop", "namespace", "null", "package", "return", "true",
                "var", "void", "while"
            })
    void reservedWordsOfCelAreNoIds(String word) {
        assertThat(workflowProblems(workflow("{id: \"" + word + "\", agent: a}")))
                .singleElement()
                .asString()
                .contains("is a word of the language of expressions");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "steps: [] | needs at least one step",
                "steps: | needs a value",
                "x: 1 | needs a value"
            })
    void workflowNeedsSteps(String steps, String message) {
        String text = "name: w\nversion: 1.0.0\n" + steps;

        assertThat(workflowProblems(text)).anyMatch(problem -> problem.contains(message));
    }

    @Test
    void tenThousandStepsAreFineAndOneMoreIsNot() {
        String steps = "{id: a, agent: a}, ".repeat(9_999) + "{id: b, agent: a}";

        assertThat(workflowProblems(workflow(steps))).isEmpty();
        assertThat(workflowProblems(workflow(steps + ", {id: c, agent: a}")))
                .singleElement()
                .asString()
                .endsWith("10,001 steps: at most 10,000 are taken");
    }

    @Test
    void documentThatIsNoMappingIsRefused() {
        assertThat(workflowProblems("[a]"))
                .containsExactly("w.yaml:1:1: workflow.yaml must be a mapping, not a list");
    }

    @Test
    void controlCharactersAreRefusedInTexts() {
        assertThat(workflowProblems("description: \"\\e[31m\"\n" + workflow("{id: a, agent: a}")))
                .containsExactly("w.yaml:1:14: \"description\" holds a control character");
    }

    private static String workflow(String steps) {
        return "name: w\nversion: 1.0.0\nsteps: [" + steps + "]";
    }

    private List<String> workflowProblems(String text) {
        return ProblemLines.of(reader.workflow("w.yaml", text));
    }
}
