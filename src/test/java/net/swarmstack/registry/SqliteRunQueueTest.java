package net.swarmstack.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.swarmstack.engine.RunQueue;
import net.swarmstack.model.RunId;
import net.swarmstack.model.SwarmException.Code;
import net.swarmstack.testing.RunScript;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Which process executes which run.
final class SqliteRunQueueTest {

    @TempDir private Path folder;
    private TestRegistry test;

    @BeforeEach
    void open() {
        test = TestRegistry.in(folder);
    }

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void queuedRunsAreUnownedOldestFirst() {
        for (int n : List.of(3, 1, 2)) {
            enqueue(n);
        }

        assertThat(queue().unowned(10))
                .containsExactly(RunScript.run(1), RunScript.run(2), RunScript.run(3));
        assertThat(queue().unowned(2)).containsExactly(RunScript.run(1), RunScript.run(2));
    }

    @Test
    void claimedRunIsNobodyElses() {
        enqueue(1);

        assertThat(queue().claim(RunScript.run(1))).isTrue();
        assertThat(queue().unowned(10)).isEmpty();
        assertThat(test.registry().owners().of(RunScript.run(1)))
                .hasValueSatisfying(
                        owner -> assertThat(owner.pid()).isEqualTo(ProcessHandle.current().pid()));
    }

    @Test
    void runOfAProcessThatIsGoneIsInterruptedAndMayBeClaimed() {
        RunId run = begin(1);
        assertThat(test.registry().owners().interrupted()).isEmpty();

        test.reopen();

        assertThat(test.registry().owners().interrupted()).containsExactly(run);
        assertThat(queue().unowned(10)).containsExactly(run);
        assertThat(queue().claim(run)).isTrue();
        assertThat(test.registry().owners().interrupted()).isEmpty();
    }

    @Test
    void appendToARunOfAnotherIsRefusedWithAllThatCameWithIt() throws SQLException {
        RunScript script =
                new RunScript(RunScript.run(1)).accepted(RunScript.inline("a", "b"), "s");
        test.registry().history().append(script.id(), script.take());
        test.tamper("UPDATE workflow_runs SET owner_epoch = 99");

        assertThatThrownBy(() ->
                        test.registry().history().append(script.id(), script.wholeStep("s").take()))
                .hasMessageContaining("is not this process's any more")
                .extracting("code")
                .isEqualTo(Code.NOT_OWNER);
        assertThat(test.registry().history().events(script.id())).hasSize(1);
    }

    @Test
    void processThatWasTakenForDeadTakesNoRun() throws SQLException {
        enqueue(1);
        RunQueue queue = queue();
        test.tamper("DELETE FROM owners");

        assertThatThrownBy(() -> queue.claim(RunScript.run(1)))
                .hasMessageContaining("others took this process for dead")
                .extracting("code")
                .isEqualTo(Code.NOT_OWNER);
        assertThat(queue.unowned(10)).containsExactly(RunScript.run(1));
    }

    @Test
    void processThatWasTakenForDeadStartsNoRun() throws SQLException {
        begin(1);
        test.tamper("DELETE FROM owners");

        assertThatThrownBy(() -> begin(2))
                .hasMessageContaining("others took this process for dead")
                .extracting("code")
                .isEqualTo(Code.NOT_OWNER);
        assertThat(test.query("SELECT id FROM workflow_runs"))
                .containsExactly(RunScript.run(1).value());
    }

    @Test
    void runWithoutAnOwnerThatWasBegunIsTakenOver() throws SQLException {
        RunId run = begin(1);

        test.tamper("UPDATE workflow_runs SET owner_epoch = NULL");

        assertThat(queue().unowned(10)).containsExactly(run);
        assertThat(queue().claim(run)).isTrue();
    }

    @Test
    void releasedRunIsNobodysAgain() throws SQLException {
        RunId run = begin(1);

        queue().release(run);

        assertThat(test.query("SELECT COALESCE(owner_epoch, 'none') FROM workflow_runs"))
                .containsExactly("none");
    }

    @Test
    void runThatDoesNotExistIsNotClaimed() {
        assertThat(queue().claim(RunScript.run(7))).isFalse();
    }

    static Stream<String> dispatchQueries() {
        return Stream.of(SqliteRunQueue.QUEUED, SqliteRunQueue.LEFT, SqliteRunQueue.OF_OWNER);
    }

    @ParameterizedTest
    @MethodSource("dispatchQueries")
    void dispatchQueryReadsAnIndexAndNoTable(String sql) throws SQLException {
        List<String> plan = plan(sql.replace("?", "1"));

        assertThat(plan)
                .filteredOn(line -> line.contains("workflow_runs"))
                .isNotEmpty()
                .allMatch(line -> line.contains("INDEX idx_runs_"));
    }

    private List<String> plan(String sql) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + test.database());
                var statement = connection.createStatement();
                var rows = statement.executeQuery("EXPLAIN QUERY PLAN " + sql)) {
            var details = new ArrayList<String>();
            while (rows.next()) {
                details.add(rows.getString("detail"));
            }
            return details;
        }
    }

    private RunQueue queue() {
        return test.registry().queue();
    }

    private void enqueue(int number) {
        RunScript script =
                new RunScript(RunScript.run(number)).queued(RunScript.inline("a", "b"), "s");
        test.registry().history().enqueue(script.id(), script.take());
    }

    private RunId begin(int number) {
        RunScript script =
                new RunScript(RunScript.run(number)).accepted(RunScript.inline("a", "b"), "s");
        test.registry().history().append(script.id(), script.take());
        return script.id();
    }
}
