package net.swarmstack.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.swarmstack.model.Json;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.node.ObjectNode;

import java.nio.file.Path;

/// What a run is started with: the workflow's inputs and variables.
@Timeout(60)
class RunInputsTest {

    private static final String GREETS =
            """
            inputs:
              - {name: name, type: string, required: true}
              - {name: times, type: integer, default: 2, maximum: 5}
            variables: {greeting: hello, mark: "${trigger.times}"}
            steps:
              - id: a
                agent: any
                inputs: {text: "${variables.greeting} ${trigger.name}", n: "${trigger.times}"}
            """;

    @TempDir private Path folder;

    private EngineOnSqlite engine;

    @BeforeEach
    void open() {
        engine = new EngineOnSqlite(folder, 2);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void defaultsOfDeclaredInputsAreApplied() throws InterruptedException {
        RunOutcome outcome = start("{\"name\":\"Ada\"}", "{}").await();

        assertThat(outcome.result().map(Json::compact))
                .contains("{\"text\":\"hello Ada\",\"n\":2}");
    }

    @Test
    void inputThatBreaksARuleIsRefusedBeforeThereIsARun() {
        assertRefused("{\"name\":\"Ada\",\"times\":9}", "{}", "times");
    }

    @Test
    void missingInputIsRefusedBeforeThereIsARun() {
        assertRefused("{}", "{}", "the input is not what is declared: \"name\"");
    }

    @Test
    void variableOfTheRequestTakesThePlaceOfTheDefault() throws InterruptedException {
        RunOutcome outcome = start("{\"name\":\"Ada\"}", "{\"greeting\":\"hi\"}").await();

        assertThat(outcome.result().map(Json::compact)).contains("{\"text\":\"hi Ada\",\"n\":2}");
    }

    @Test
    void variableThatTheWorkflowDoesNotHaveIsRefusedWithTheNearest() {
        assertRefused(
                "{\"name\":\"Ada\"}",
                "{\"greting\":\"hi\"}",
                "flow@1.0.0 has no variable \"greting\". Did you mean \"greeting\"? It has:"
                        + " greeting, mark");
    }

    private void assertRefused(String trigger, String variables, String message) {
        assertThatThrownBy(() -> start(trigger, variables))
                .isInstanceOf(SwarmException.class)
                .hasMessageContaining(message)
                .extracting("code")
                .isEqualTo(Code.INVALID_INPUT);
        assertThat(engine.runs()).isEmpty();
    }

    private RunHandle start(String trigger, String variables) {
        return engine.start(
                GREETS, (ObjectNode) Json.parse(trigger), (ObjectNode) Json.parse(variables));
    }
}
