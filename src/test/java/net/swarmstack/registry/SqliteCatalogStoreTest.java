package net.swarmstack.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.swarmstack.catalog.AgentRow;
import net.swarmstack.catalog.CatalogStore;
import net.swarmstack.catalog.WorkflowRow;
import net.swarmstack.model.SwarmException.Code;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.sql.SQLException;

final class SqliteCatalogStoreTest {

    @TempDir Path folder;
    private TestRegistry test;
    private CatalogStore store;

    @BeforeEach
    void open() {
        test = TestRegistry.in(folder);
        store = test.registry().catalog();
    }

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void rowsComeBackAsTheyWerePut() {
        AgentRow agent = TestRegistry.agent("1", "b", "1.0.0");
        WorkflowRow workflow = TestRegistry.workflow("2", "b", "1.0.0");

        store.put(agent);
        store.put(workflow);

        assertThat(store.agents("b")).containsExactly(agent);
        assertThat(store.workflows("b")).containsExactly(workflow);
    }

    @Test
    void listsAreByName() {
        store.put(TestRegistry.agent("3", "z", "1.0.0"));
        store.put(TestRegistry.agent("4", "b", "2.0.0"));
        store.put(TestRegistry.agent("5", "b", "1.0.0"));

        assertThat(store.agents())
                .extracting(AgentRow::reference)
                .containsExactly("b@2.0.0", "b@1.0.0", "echo@1.0.0", "z@1.0.0");
    }

    @Test
    void aRowIsReplacedByItsId() {
        store.put(TestRegistry.workflow("2", "b", "1.0.0"));
        WorkflowRow old = TestRegistry.workflow("2", "b", "1.0.0");
        var changed =
                new WorkflowRow(
                        "2",
                        "b",
                        "1.0.0",
                        "/elsewhere",
                        "new",
                        "manual",
                        "{}",
                        "[1]",
                        "{\"a\":1}",
                        "[]",
                        "[]",
                        false,
                        "me",
                        "[]",
                        old.createdAt(),
                        "2027-01-01T00:00:00.000Z",
                        "{\"name\":\"b\"}");

        store.put(changed);

        assertThat(store.workflows("b")).containsExactly(changed);
    }

    @Test
    void aVersionExistsOnce() {
        store.put(TestRegistry.agent("1", "b", "1.0.0"));

        assertThatThrownBy(() -> store.put(TestRegistry.agent("2", "b", "1.0.0")))
                .extracting("code")
                .isEqualTo(Code.CONFLICT);
        assertThat(store.agents("b")).hasSize(1);
    }

    @Test
    void namesAreDataNotSql() {
        assertThat(store.agents("x' OR '1'='1")).isEmpty();
    }

    @Test
    void enabledIsANumberInTheFile() throws SQLException {
        store.put(TestRegistry.workflow("2", "b", "1.0.0"));

        assertThat(test.query("SELECT enabled FROM workflows WHERE name = 'b'"))
                .containsExactly("1");
    }

    @Test
    void aRegistryOpenForReadingRegistersNothing() {
        try (ReadOnlyRegistry registry = Registry.openReadOnly(test.database(), folder)) {
            assertThatThrownBy(() -> registry.catalog().put(TestRegistry.agent("1", "b", "1.0.0")))
                    .hasMessageContaining("reading");
        }
    }
}
