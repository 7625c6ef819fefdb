package net.swarmstack.definition;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.model.Location;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;

final class AgentReaderTest {

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

    private final DefinitionReader reader = new DefinitionReader();

    @Test
    void agentTemplateIsRead() {
        AgentManifest agent = reader.agent("agent.yaml", AGENT_TEMPLATE).orThrow();

        assertThat(agent.reference()).isEqualTo("template-agent@1.0.0");
        assertThat(agent.runtime())
                .isEqualTo(
                        new AgentRuntime(
                                AgentRuntime.Type.NODE,
                                "main.js",
                                new Location("agent.yaml", 7, 10),
                                128,
                                Duration.ofMinutes(5)));
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
                                new Location("agent.yaml", 1, 57),
                                128,
                                Duration.ofSeconds(300)));
        assertThat(agent.limits()).isEqualTo(new AgentLimits(1 << 20, 8 << 20, 0, 512, 1 << 30));
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
        assertThat(agent.limits()).isEqualTo(new AgentLimits(64 << 10, 1 << 10, 0, 512, 1 << 30));
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
                        "a.yaml:5:9: \"nodejs\" is no runtime: expected one of node, python, shell,"
                                + " java, binary. Did you mean \"node\"?",
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
                                + " outputs, triggers, tags, limits, grace_seconds, isolation, license,"
                                + " homepage");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "1.0",
                "v1.0.0",
                "'1.0.0 '",
                "01.0.0",
                "1.0.0+build",
                "1.0.0-",
                "1.0.0-01",
                "latest",
                "'*'",
                "^1.0.0",
                "1.0.10000000000",
                "1.0.0.0"
            })
    void versionsThatAreNotSemanticAreRefused(String version) {
        String text = "{name: a, version: %s, runtime: {type: node, entry: a}}".formatted(version);

        assertThat(agentProblems(text)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/main.js",
                "a/../b",
                "..",
                ".",
                "a/",
                "a//b",
                "'a\\b'",
                "'a/.'",
                "''",
                "\"a\\0b\""
            })
    void entriesThatLeaveThePackageOrAreNoFileAreRefused(String entry) {
        String text =
                "{name: a, version: 1.0.0, runtime: {type: node, entry: %s}}".formatted(entry);

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

    private List<String> agentProblems(String text) {
        return ProblemLines.of(reader.agent("a.yaml", text));
    }
}
