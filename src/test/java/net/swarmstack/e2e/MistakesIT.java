package net.swarmstack.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.e2e.Program.Result;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// A definition with mistakes is answered at once and whole, and leaves no trace.
class MistakesIT {

    /// Each of the ten lines with a comment holds one mistake.
    private static final String WORKFLOW =
            """
            name: mistakes
            version: 1.0.0
            colour: red                                             # unknown key
            steps:
              - id: first step                                      # no id
                agent: echo
                inputs: {message: "${trigger.message}"}
              - id: second
                agent: ehco                                         # unknown agent
                needs: []
              - id: third
                agent: echo@9.0.0                                   # unknown version
                needs: [secnd]                                      # unknown step
              - id: fourth
                agent: echo
                inputs: {message: 4}                                # wrong type
              - id: fifth
                agent: echo
                inputs: {mesage: hi}                                # unknown input
              - id: sixth
                agent: echo
                inputs: {message: "${steps.fourth.outputs.ecoed}"}  # unknown output
                retry: {attempts: 0}                                # out of range
              - id: seventh                                       # a cycle
                agent: echo
                needs: [eighth]
                inputs: {message: hi}
              - id: eighth
                agent: echo
                needs: [seventh]
                inputs: {message: hi}
            outputs:
              given: "${steps.first step.outputs.echoed}"
            """;

    private static final String AGENT =
            """
            name: Mistakes
            version: 1
            runtime: {type: shel, entry: main.sh}
            inputs: [{name: a, type: text}]
            """;

    @TempDir private static Path folder;
    private static Program swarm;

    @BeforeAll
    static void init() {
        swarm = new Program(folder);
        swarm.out("init");
    }

    @ParameterizedTest
    @ValueSource(strings = {"validate", "register"})
    void tenMistakesGetTenMessagesAndNothingIsRegistered(String command) throws SQLException {
        Path file = swarm.write("mistakes/workflow.yaml", WORKFLOW);
        List<String> before = dump();

        Result result = swarm.run("workflow", command, file.toString());

        assertThat(result.err().lines())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith(file + ":3:1: unknown key \"colour\""),
                        line -> assertThat(line).startsWith(file + ":5:9: \"first step\" is no id"),
                        line -> assertThat(line).startsWith(file + ":9:12: ").contains("\"ehco\""),
                        line -> assertThat(line).startsWith(file + ":12:12: ").contains("1.0.0"),
                        line -> assertThat(line).startsWith(file + ":13:13: ").contains("second"),
                        line -> assertThat(line).startsWith(file + ":16:23: ").contains("string"),
                        line -> assertThat(line).startsWith(file + ":19:14: ").contains("message"),
                        line -> assertThat(line).startsWith(file + ":22:24: ").contains("echoed"),
                        line -> assertThat(line).startsWith(file + ":23:23: ").contains("1 to 100"),
                        line -> assertThat(line).startsWith(file + ":24:9: a cycle"));
        assertThat(result.out()).isEmpty();
        assertThat(result.exit()).isEqualTo(2);
        assertThat(dump()).isEqualTo(before);
    }

    @Test
    void mistakesOfAnAgentLeaveTheRegistryAsItWas() throws SQLException {
        Path file = swarm.write("agent/agent.yaml", AGENT);
        List<String> before = dump();

        Result result = swarm.run("agent", "register", file.getParent().toString());

        assertThat(result.err().lines())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith(file + ":1:7: "),
                        line -> assertThat(line).startsWith(file + ":2:10: "),
                        line -> assertThat(line).startsWith(file + ":3:17: ").contains("shell"),
                        line -> assertThat(line).startsWith(file + ":3:30: ").contains("main.sh"),
                        line -> assertThat(line).startsWith(file + ":4:26: "));
        assertThat(result.exit()).isEqualTo(2);
        assertThat(dump()).isEqualTo(before);
    }

    /// Every row of every table.
    private static List<String> dump() throws SQLException {
        Path database = swarm.root().resolve("swarm-registry/registry.db");
        var lines = new ArrayList<String>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            for (String table :
                    rows(statement, "SELECT name FROM sqlite_master WHERE type = 'table'")
                            .toList()) {
                rows(statement, "SELECT * FROM " + table)
                        .map(row -> table + "|" + row)
                        .forEach(lines::add);
            }
        }
        assertThat(lines).anyMatch(line -> line.startsWith("agents|"));
        return lines;
    }

    private static Stream<String> rows(Statement statement, String query) throws SQLException {
        var rows = Stream.<String>builder();
        try (ResultSet result = statement.executeQuery(query)) {
            while (result.next()) {
                var cells = new ArrayList<String>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    cells.add(String.valueOf(result.getString(i)));
                }
                rows.add(String.join("|", cells));
            }
        }
        return rows.build();
    }
}
