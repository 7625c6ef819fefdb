package net.swarmstack.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.swarmstack.model.Json;
import net.swarmstack.model.SwarmException;

import org.junit.jupiter.api.Test;

import java.util.List;

final class DefinitionReaderTest {

    private static final String AGENT =
            """
            name: a
            version: 1.0.0
            runtime: {type: node, entry: a.js, timeout_seconds: 1.50}
            inputs: [{name: n, type: integer, default: 9007199254740993, maximum: 1e20}]
            """;

    private static final String WORKFLOW =
            """
            name: w
            version: 1.0.0
            steps:
              - &a {id: a, agent: x, inputs: {x: &x [1, 0x10, null, "${trigger.y}"]}}
              - {id: b, agent: x, inputs: {y: *x}}
            """;

    private final DefinitionReader reader = new DefinitionReader();

    @Test
    void problemsOfTheTextAndOfTheDocumentComeTogether() {
        assertThat(workflowProblems(workflow("{id: a, agent: a, x: !t 1, id: b}")))
                .containsExactly(
                        "w.yaml:3:27: unknown key \"x\" in step \"a\". Known here: id, name, agent,"
                                + " needs, if, foreach, concurrency, inputs, timeout_seconds, step_timeout_seconds, retry,"
                                + " continue_on_error, effects, isolation",
                        "w.yaml:3:30: the tag \"!t\" is not taken: only those of the YAML core"
                                + " schema, on values that fit them",
                        "w.yaml:3:36: a second key \"id\": the first stands in line 3");
    }

    @Test
    void pinnedDefinitionReadsAsItself() {
        WorkflowDefinition workflow = reader.workflow("w", WORKFLOW).orThrow();
        AgentManifest agent = reader.agent("a", AGENT).orThrow();

        WorkflowDefinition workflowAgain =
                reader.workflow("w@1", Json.parse(Json.compact(workflow.source()))).orThrow();
        AgentManifest agentAgain = reader.agent(Json.parse(Json.compact(agent.source()))).orThrow();

        assertThat(workflowAgain.source()).isEqualTo(workflow.source());
        assertThat(workflowAgain.steps())
                .extracting(step -> step.id().text())
                .containsExactly("a", "b");
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

        assertThatThrownBy(() ->
                        reader.workflow(
                                        "w.yaml",
                                        workflow("{id: a, agent: a}") + "\ntags: [" + tags + "]")
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

    private List<String> workflowProblems(String text) {
        return ProblemLines.of(reader.workflow("w.yaml", text));
    }
}
