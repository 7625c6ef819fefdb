package net.swarmstack.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.swarmstack.model.Json;
import net.swarmstack.model.SwarmException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;

final class DefinitionReaderTest {

    private static final String AGENT_TEMPLATE =
            """
            name: template-agent
            version: 1.0.0
            description: Basic agent template
            author: swarm
            runtime:
              type: node
              entry: main.js
              memory_mb: 128
              timeout_seconds: 300
            capabilities: []
            inputs:
              - name: input_data
                type: string
                required: true
                description: Input data for the agent
            outputs:
              - name: result
                type: object
                description: Agent output
            triggers:
              - type: manual
            tags: []
            """;

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
    void agentTemplateIsRead() {
        AgentManifest agent = reader.agent("agent.yaml", AGENT_TEMPLATE).orThrow();

        assertThat(agent.reference()).isEqualTo("template-agent@1.0.0");
        assertThat(agent.runtime())
                .isEqualTo(
                        new AgentRuntime(
                                AgentRuntime.Type.NODE, "main.js", 128, Duration.ofMinutes(5)));
        assertThat(agent.inputs().names()).containsExactly("input_data");
        assertThat(agent.outputs().names()).containsExactly("result");
        assertThat(agent.source().path("author").stringValue()).isEqualTo("swarm");
    }

    @Test
    void agentWithTheLeastHasDefaults() {
        AgentManifest agent =
                reader.agent(
                                "agent.yaml",
                                "{name: a, version: 0.1.0, runtime: {type: shell, entry: ./x/a.sh}}")
                        .orThrow();

        assertThat(agent.runtime())
                .isEqualTo(
                        new AgentRuntime(
                                AgentRuntime.Type.SHELL,
                                "./x/a.sh",
                                128,
                                Duration.ofSeconds(300)));
        assertThat(agent.limits()).isEqualTo(new AgentLimits(1 << 20, 8 << 20));
        assertThat(agent.grace()).isEqualTo(Duration.ofSeconds(5));
        assertThat(agent.inputs().declarations()).isEmpty();
        assertThat(agent.description()).isEmpty();
    }

    @Test
    void agentWithEverythingIsRead() {
        AgentManifest agent =
                reader.agent(
                                "agent.yaml",
                                """
                                name: a
                                version: 1.0.0-rc.1
                                runtime: {type: python, entry: main.py, timeout_seconds: 0.25}
                                capabilities: [mail, text]
                                tags: [x]
                                limits: {output_kb: 64, log_kb: 1}
                                grace_seconds: 1.5
                                license: MIT
                                homepage: https://example.org
                                """)
                        .orThrow();

        assertThat(agent.runtime().timeout()).isEqualTo(Duration.ofMillis(250));
        assertThat(agent.limits()).isEqualTo(new AgentLimits(64 << 10, 1 << 10));
        assertThat(agent.grace()).isEqualTo(Duration.ofMillis(1500));
        assertThat(agent.capabilities()).containsExactly("mail", "text");
    }

    @Test
    void everyProblemOfAnAgentIsToldAtOnce() {
        String text =
                """
                name: Bad_Name
                version: 1.0
                descripton: x
                runtime:
                  type: nodejs
                  entry: ../main.js
                  memory_mb: 8
                  timeout_seconds: 0
                capabilities: mail
                inputs:
                  - name: a b
                    type: string
                  - name: count
                    type: int
                  - name: n
                    type: integer
                    default: x
                    pattern: a
                  - {type: string}
                triggers: [{type: webhook}]
                limits: {output_kb: 2048}
                grace_seconds: [1]
                secrets: [KEY]
                """;

        assertThat(agentProblems(text))
                .containsExactly(
                        "a.yaml:1:7: \"Bad_Name\" is no name: lower-case letters, digits and"
                                + " hyphens, at most 63, with a letter or digit at both ends",
                        "a.yaml:2:10: \"version\" must be text, not the number 1.0",
                        "a.yaml:3:1: unknown key \"descripton\" in agent.yaml. Did you mean"
                                + " \"description\"?",
                        "a.yaml:5:9: \"nodejs\" is no runtime: expected one of node, python, shell."
                                + " Did you mean \"node\"?",
                        "a.yaml:6:10: \"../main.js\" is no entry: expected the path of a file inside"
                                + " the package, as in main.js, without \"..\", at most 255"
                                + " characters",
                        "a.yaml:7:14: \"memory_mb\" must be a whole number from 16 to 65,536",
                        "a.yaml:8:20: \"timeout_seconds\" must be a number of seconds from 0.001 to"
                                + " 604,800",
                        "a.yaml:9:15: \"capabilities\" must be a list, not text",
                        "a.yaml:11:11: \"a b\" is no name of a field: a letter or _, then up to 127"
                                + " letters, digits, _ and -",
                        "a.yaml:14:11: \"int\" is no type: expected one of string, number, integer,"
                                + " boolean, object, array, any.",
                        "a.yaml:18:14: \"pattern\" is only for type string, not for integer",
                        "a.yaml:19:5: a field of inputs needs a value for \"name\"",
                        "a.yaml:20:19: \"webhook\" is no type of trigger: expected manual.",
                        "a.yaml:21:21: \"output_kb\" must be a whole number from 1 to 1,024",
                        "a.yaml:22:16: \"grace_seconds\" must be a number of seconds from 0 to 300,"
                                + " not a list",
                        "a.yaml:23:1: unknown key \"secrets\" in agent.yaml. Known here: name,"
                                + " version, description, author, runtime, capabilities, inputs,"
                                + " outputs, triggers, tags, limits, grace_seconds, license,"
                                + " homepage");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1", "1.0", "v1.0.0", "'1.0.0 '", "01.0.0", "1.0.0+build", "1.0.0-", "1.0.0-01",
                "latest", "'*'", "^1.0.0", "1.0.10000000000", "1.0.0.0"
            })
    void versionsThatAreNotSemanticAreRefused(String version) {
        String text = "{name: a, version: %s, runtime: {type: node, entry: a}}".formatted(version);

        assertThat(agentProblems(text)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/main.js", "a/../b", "..", ".", "a/", "a//b", "'a\\b'", "'a/.'", "''", "\"a\\0b\""
            })
    void entriesThatLeaveThePackageOrAreNoFileAreRefused(String entry) {
        String text = "{name: a, version: 1.0.0, runtime: {type: node, entry: %s}}".formatted(entry);

        assertThat(agentProblems(text)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-a", "a-", "A", "a_b", "a.b", "''", "a/b", "é"})
    void namesOfOtherFormsAreRefused(String name) {
        String text = "{name: %s, version: 1.0.0, runtime: {type: node, entry: a}}".formatted(name);

        assertThat(agentProblems(text)).hasSize(1);
        assertThat(agentProblems(text.replace(name + ",", "a".repeat(63) + ","))).isEmpty();
        assertThat(agentProblems(text.replace(name + ",", "a".repeat(64) + ","))).hasSize(1);
    }

    @Test
    void workflowTemplateIsRead() {
        WorkflowDefinition workflow =
                reader.workflow("workflow.yaml", WORKFLOW_TEMPLATE).orThrow();

        assertThat(workflow.reference()).isEqualTo("template-workflow@1.0.0");
        assertThat(workflow.triggers()).containsExactly("manual");
        assertThat(workflow.steps()).hasSize(2);
        StepDefinition second = workflow.steps().get(1);
        assertThat(second.name()).isEqualTo("Second Step");
        assertThat(second.agent().text()).isEqualTo("echo@1.0.0");
        assertThat(second.agent().at()).hasToString("workflow.yaml:16:12");
        assertThat(second.idAt()).hasToString("workflow.yaml:14:9");
        assertThat(second.needs()).isEmpty();
        assertThat(workflow.onError())
                .singleElement()
                .satisfies(
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
                    retry: {attempts: 3}
                  - id: c
                    agnet: echo
                    needs: c
                    timeout_seconds: soon
                  - 5
                on_error:
                  - notify: {type: slack, message: x}
                  - notify: {type: log, mesage: x}
                  - step: {}
                concurrency: {steps: 2}
                """;

        assertThat(workflowProblems(text))
                .containsExactly(
                        "w.yaml:1:1: unknown key \"nam\" in workflow.yaml. Did you mean \"name\"?",
                        "w.yaml:1:1: workflow.yaml needs a value for \"name\"",
                        "w.yaml:1:1: \"trigger\" and \"triggers\" at once: list all of them in"
                                + " \"triggers\"",
                        "w.yaml:3:17: \"manula\" is no type of trigger: expected manual. Did you"
                                + " mean \"manual\"?",
                        "w.yaml:5:12: \"variables\" must be a mapping, not a list",
                        "w.yaml:7:9: \"a b\" is no id of a step: a letter or _, then up to 62"
                                + " letters, digits, _ and -",
                        "w.yaml:9:9: \"in\" is a word of the language of expressions: take another"
                                + " id",
                        "w.yaml:11:5: unknown key \"retry\" in step \"in\". Known here: id, name,"
                                + " agent, needs, inputs, timeout_seconds",
                        "w.yaml:12:5: step \"c\" needs a value for \"agent\"",
                        "w.yaml:13:5: unknown key \"agnet\" in step \"c\". Did you mean \"agent\"?",
                        "w.yaml:14:12: \"needs\" must be a list, not text",
                        "w.yaml:15:22: \"timeout_seconds\" must be a number of seconds from 0.001"
                                + " to 604,800, not text",
                        "w.yaml:16:5: a step must be a mapping, not the number 5",
                        "w.yaml:18:20: \"slack\" is no type of notify: expected log.",
                        "w.yaml:19:13: notify needs a value for \"message\"",
                        "w.yaml:19:25: unknown key \"mesage\" in notify. Did you mean \"message\"?",
                        "w.yaml:20:5: unknown key \"step\" in on_error. Known here: notify",
                        "w.yaml:20:5: on_error needs a value for \"notify\"",
                        "w.yaml:21:1: unknown key \"concurrency\" in workflow.yaml. Known here:"
                                + " name, version, description, author, trigger, triggers,"
                                + " variables, steps, outputs, on_error, on_success, finally, tags");
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
            value = {"steps: [] | needs at least one step", "steps: | needs a value", "x: 1 | needs a value"})
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
    void problemsOfTheTextAndOfTheDocumentComeTogether() {
        assertThat(workflowProblems(workflow("{id: a, agent: a, x: !t 1, id: b}")))
                .containsExactly(
                        "w.yaml:3:27: unknown key \"x\" in step \"a\". Known here: id, name, agent,"
                                + " needs, inputs, timeout_seconds",
                        "w.yaml:3:30: the tag \"!t\" is not taken: only those of the YAML core"
                                + " schema, on values that fit them",
                        "w.yaml:3:36: a second key \"id\": the first stands in line 3");
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

    @Test
    void pinnedDefinitionReadsAsItself() {
        WorkflowDefinition workflow = reader.workflow("w", WORKFLOW_TEMPLATE).orThrow();
        AgentManifest agent = reader.agent("a", AGENT_TEMPLATE).orThrow();

        WorkflowDefinition workflowAgain =
                reader.workflow(Json.parse(Json.compact(workflow.source()))).orThrow();
        AgentManifest agentAgain =
                reader.agent(Json.parse(Json.compact(agent.source()))).orThrow();

        assertThat(workflowAgain.source()).isEqualTo(workflow.source());
        assertThat(workflowAgain.steps())
                .extracting(StepDefinition::id)
                .containsExactlyElementsOf(
                        workflow.steps().stream().map(StepDefinition::id).toList());
        assertThat(agentAgain.inputs().jsonSchema()).isEqualTo(agent.inputs().jsonSchema());
    }

    @Test
    void problemsOfAPinnedDefinitionNameIt() {
        assertThatThrownBy(() -> reader.agent(Json.parse("{\"x\":1}")).orThrow())
                .isInstanceOf(SwarmException.class)
                .hasMessageContaining("pinned agent:1:1: unknown key \"x\" in agent.yaml.");
    }

    @Test
    void ofManyProblemsTheFirstHundredAreShown() {
        String tags = "1, ".repeat(150);

        assertThatThrownBy(
                        () ->
                                reader.workflow(
                                                "w.yaml",
                                                workflow("{id: a, agent: a}")
                                                        + "\ntags: ["
                                                        + tags
                                                        + "]")
                                        .orThrow())
                .isInstanceOfSatisfying(
                        SwarmException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(SwarmException.Code.INVALID_DEFINITION);
                            assertThat(e.getMessage().lines()).hasSize(101);
                            assertThat(e).hasMessageEndingWith("… and 50 more problems");
                        });
    }

    private static String workflow(String steps) {
        return "name: w\nversion: 1.0.0\nsteps: [" + steps + "]";
    }

    private List<String> agentProblems(String text) {
        return ProblemLines.of(reader.agent("a.yaml", text));
    }

    private List<String> workflowProblems(String text) {
        return ProblemLines.of(reader.workflow("w.yaml", text));
    }
}
