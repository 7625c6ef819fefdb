package net.swarmstack.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.swarmstack.catalog.DeletionStore;
import net.swarmstack.catalog.DeletionStore.OpenRun;
import net.swarmstack.testing.RunScript;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

final class SqliteDeletionStoreTest {

    private static final String AT = "2026-01-02T03:04:05.006Z";
    private static final String INSERT =
            "INSERT INTO workflow_runs (id, workflow_id, status, created_at) VALUES ('%s', '"
                    + RunScript.WORKFLOW_ID
                    + "', '%s', '"
                    + AT
                    + "')";

    @TempDir Path folder;
    private TestRegistry test;
    private DeletionStore deletions;

    @BeforeEach
    void open() {
        test = TestRegistry.in(folder);
        deletions = test.registry().deletions();
    }

    @AfterEach
    void close() {
        test.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"pending", "running", "waiting"})
    void runThatHasNotEndedIsOpen(String status) throws SQLException {
        test.tamper(INSERT.formatted("r1", status));

        assertThat(deletions.openRunsOfWorkflows(List.of(RunScript.WORKFLOW_ID)))
                .containsExactly(new OpenRun("r1", false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"succeeded", "failed", "cancelled", "timed_out", "budget_exhausted"})
    void runThatHasEndedIsNotOpen(String status) throws SQLException {
        test.tamper(INSERT.formatted("r1", status));

        assertThat(deletions.openRunsOfWorkflows(List.of(RunScript.WORKFLOW_ID))).isEmpty();
    }

    @Test
    void runThatBeganMeanwhileKeepsEverythingAsItIs() throws SQLException {
        test.tamper(INSERT.formatted("known", "running"));
        test.tamper(INSERT.formatted("late", "pending"));
        List<String> ids = List.of(RunScript.WORKFLOW_ID);

        assertThatThrownBy(() -> deletions.deleteWorkflows(ids, List.of("known"), AT))
                .hasMessage("not deleted: run late began meanwhile. Try again.");

        assertThat(test.query("SELECT id FROM workflow_runs")).containsExactly("known", "late");
        assertThat(test.registry().catalog().workflows("flow")).hasSize(1);
    }
}
