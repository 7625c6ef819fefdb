package net.swarmstack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// `swarm run --var NAME=VALUE`
final class RunVariablesTest {

    @TempDir private Path folder;

    private Session session;

    @BeforeEach
    void register() throws IOException {
        session = new Session(folder.resolve("root"));
        Path agent = Files.createDirectory(folder.resolve("same"));
        Files.writeString(agent.resolve("main.sh"), "cat");
        Files.writeString(
                agent.resolve("agent.yaml"),
                "name: same\nversion: 1.0.0\nruntime: {type: shell, entry: main.sh}\n");
        Path workflow =
                Files.writeString(
                        folder.resolve("flow.yaml"),
                        """
                        name: flow
                        version: 1.0.0
                        variables:
                          text: x
                          whole: 1
                          yes: true
                          list: []
                          map: {}
                          any: null
                          made: "${trigger.?x.orValue('y')}"
                        steps: [{id: a, agent: same, inputs: {all: "${variables}"}}]
                        outputs: {all: "${variables}"}
                        """);
        assertThat(session.run("agent", "register", agent.toString())).as(session.err()).isZero();
        assertThat(session.run("workflow", "register", workflow.toString()))
                .as(session.err())
                .isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "text=a=b c | \"text\":\"a=b c\"",
                "text= | \"text\":\"\"",
                "text=5 | \"text\":\"5\"",
                "whole=2.5 | \"whole\":2.5",
                "yes=false | \"yes\":false",
                "list=[1,\"x\"] | \"list\":[1,\"x\"]",
                "map={\"a\":1} | \"map\":{\"a\":1}",
                "any=5 | \"any\":\"5\"",
                "made=5 | \"made\":\"5\""
            })
    void valueIsReadAsTheTypeOfTheDefault(String assignment, String member) {
        int status = session.run("run", "flow", "--var", assignment);

        assertThat(session.out()).as(session.err()).contains(member);
        assertThat(status).isZero();
    }

    @Test
    void severalVariablesMayBeGiven() {
        session.run("run", "flow", "--var", "text=a", "--var", "whole=7");

        assertThat(session.out()).contains("\"text\":\"a\",\"whole\":7");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "whole=x | --var whole: expected a number, not \"x\"",
                "yes=1 | --var yes: expected true or false, not \"1\"",
                "list={} | --var list: expected a JSON list, not \"{}\"",
                "map=[] | --var map: expected a JSON object, not \"[]\"",
                "text | --var: \"text\" is no NAME=VALUE, as in name=Ada",
                "=x | --var: \"=x\" is no NAME=VALUE, as in name=Ada",
                "txet=x | flow@1.0.0 has no variable \"txet\". Did you mean \"text\"? It has: text, whole"
            })
    void wrongVariableIsRefusedAndNothingRuns(String assignment, String message) {
        int status = session.run("run", "flow", "--var", assignment);

        assertThat(session.err()).contains(message);
        assertThat(status).isEqualTo(2);
        session.run("runs", "list", "-o", "name");
        assertThat(session.out()).isEmpty();
    }

    @Test
    void variableThatIsGivenTwiceIsRefused() {
        int status = session.run("run", "flow", "--var", "text=a", "--var", "text=b");

        assertThat(session.err()).contains("--var: \"text\" is given twice");
        assertThat(status).isEqualTo(2);
    }
}
