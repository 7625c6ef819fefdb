package net.swarmstack.registry;

import net.swarmstack.catalog.AgentRow;
import net.swarmstack.catalog.CatalogStore;
import net.swarmstack.catalog.WorkflowRow;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;

import org.jspecify.annotations.Nullable;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// Agents and workflows in the SQLite file. Thread-safe.
final class SqliteCatalogStore implements CatalogStore {

    private static final String AGENT_COLUMNS =
            """
            id, name, version, path, description, capabilities, inputs_schema, outputs_schema,
            runtime, memory_mb, timeout_seconds, triggers, author, tags, created_at, updated_at,
            digest, manifest\
            """;

    private static final String WORKFLOW_COLUMNS =
            """
            id, name, version, path, description, trigger_type, trigger_config, steps, variables,
            on_error, on_success, enabled, author, tags, created_at, updated_at, definition\
            """;

    private static final String AGENTS = "SELECT " + AGENT_COLUMNS + " FROM agents ";
    private static final String WORKFLOWS = "SELECT " + WORKFLOW_COLUMNS + " FROM workflows ";

    private static final String LISTED = "WHERE deleted_at IS NULL ";
    private static final String DELETED =
            "WHERE deleted_at IS NOT NULL AND name = ? AND version = ?";

    private static final String ENABLE =
            """
            UPDATE workflows SET enabled = ?, updated_at = ? WHERE name = ? AND deleted_at IS NULL\
            """;

    private static final String PUT_AGENT =
            "INSERT INTO agents ("
                    + AGENT_COLUMNS
                    + ")\n"
                    + """
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT (id) DO UPDATE SET path = excluded.path,
                        description = excluded.description, capabilities = excluded.capabilities,
                        inputs_schema = excluded.inputs_schema, outputs_schema = excluded.outputs_schema,
                        runtime = excluded.runtime, memory_mb = excluded.memory_mb,
                        timeout_seconds = excluded.timeout_seconds, triggers = excluded.triggers,
                        author = excluded.author, tags = excluded.tags, updated_at = excluded.updated_at,
                        digest = excluded.digest, manifest = excluded.manifest,
                        deleted_at = NULL\
                    """;

    private static final String PUT_WORKFLOW =
            "INSERT INTO workflows ("
                    + WORKFLOW_COLUMNS
                    + ", deleted_at)\n"
                    + """
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT (id) DO UPDATE SET path = excluded.path,
                        description = excluded.description, trigger_type = excluded.trigger_type,
                        trigger_config = excluded.trigger_config, steps = excluded.steps,
                        variables = excluded.variables, on_error = excluded.on_error,
                        on_success = excluded.on_success, enabled = excluded.enabled,
                        author = excluded.author, tags = excluded.tags, updated_at = excluded.updated_at,
                        definition = excluded.definition, deleted_at = excluded.deleted_at\
                    """;

    private final Reader reader;
    private final Optional<Writer> writer;

    /// @param writer none where the registry is open for reading only
    SqliteCatalogStore(Reader reader, Optional<Writer> writer) {
        this.reader = reader;
        this.writer = writer;
    }

    @Override
    public List<AgentRow> agents() {
        return rows(AGENTS + LISTED + "ORDER BY name, id", SqliteCatalogStore::agent);
    }

    @Override
    public List<AgentRow> agents(String name) {
        return rows(AGENTS + LISTED + "AND name = ? ORDER BY id", SqliteCatalogStore::agent, name);
    }

    @Override
    public List<WorkflowRow> workflows() {
        return rows(WORKFLOWS + LISTED + "ORDER BY name, id", SqliteCatalogStore::workflow);
    }

    @Override
    public List<WorkflowRow> workflows(String name) {
        return rows(
                WORKFLOWS + LISTED + "AND name = ? ORDER BY id",
                SqliteCatalogStore::workflow,
                name);
    }

    @Override
    public Optional<AgentRow> deletedAgent(String name, String version) {
        return rows(AGENTS + DELETED, SqliteCatalogStore::agent, name, version).stream()
                .findFirst();
    }

    @Override
    public Optional<WorkflowRow> deletedWorkflow(String name, String version) {
        return rows(WORKFLOWS + DELETED, SqliteCatalogStore::workflow, name, version).stream()
                .findFirst();
    }

    @Override
    public void setEnabled(String workflow, boolean enabled, String at) {
        write("change " + workflow, new RowWrite(ENABLE, enabled ? 1 : 0, at, workflow));
    }

    @Override
    public void put(AgentRow agent) {
        write(
                "register " + agent.reference(),
                new RowWrite(
                        PUT_AGENT,
                        agent.id(),
                        agent.name(),
                        agent.version(),
                        agent.path(),
                        agent.description(),
                        agent.capabilities(),
                        agent.inputsSchema(),
                        agent.outputsSchema(),
                        agent.runtime(),
                        agent.memoryMb(),
                        agent.timeoutSeconds(),
                        agent.triggers(),
                        agent.author(),
                        agent.tags(),
                        agent.createdAt(),
                        agent.updatedAt(),
                        agent.digest(),
                        agent.manifest()));
    }

    @Override
    public void put(WorkflowRow workflow) {
        put(workflow, null);
    }

    @Override
    public void putUnlisted(WorkflowRow workflow) {
        put(workflow, workflow.updatedAt());
    }

    private void put(WorkflowRow workflow, @Nullable String deletedAt) {
        write(
                "register " + workflow.reference(),
                new RowWrite(
                        PUT_WORKFLOW,
                        workflow.id(),
                        workflow.name(),
                        workflow.version(),
                        workflow.path(),
                        workflow.description(),
                        workflow.triggerType(),
                        workflow.triggerConfig(),
                        workflow.steps(),
                        workflow.variables(),
                        workflow.onError(),
                        workflow.onSuccess(),
                        workflow.enabled() ? 1 : 0,
                        workflow.author(),
                        workflow.tags(),
                        workflow.createdAt(),
                        workflow.updatedAt(),
                        workflow.definition(),
                        deletedAt));
    }

    private void write(String action, RowWrite row) {
        writer.orElseThrow(() ->
                        new SwarmException(
                                Code.INTERNAL,
                                "can't " + action + ": the registry is open for reading"))
                .write(action, row::run);
    }

    private <T> List<T> rows(String sql, Statements.RowReader<T> row, Object... values) {
        return reader.read(statements -> statements.list(sql, row, values));
    }

    private static AgentRow agent(ResultSet row) throws SQLException {
        return new AgentRow(
                text(row, 1),
                text(row, 2),
                text(row, 3),
                text(row, 4),
                text(row, 5),
                text(row, 6),
                text(row, 7),
                text(row, 8),
                text(row, 9),
                row.getLong(10),
                row.getLong(11),
                text(row, 12),
                text(row, 13),
                text(row, 14),
                text(row, 15),
                text(row, 16),
                text(row, 17),
                text(row, 18));
    }

    private static WorkflowRow workflow(ResultSet row) throws SQLException {
        return new WorkflowRow(
                text(row, 1),
                text(row, 2),
                text(row, 3),
                text(row, 4),
                text(row, 5),
                text(row, 6),
                text(row, 7),
                text(row, 8),
                text(row, 9),
                text(row, 10),
                text(row, 11),
                row.getInt(12) != 0,
                text(row, 13),
                text(row, 14),
                text(row, 15),
                text(row, 16),
                text(row, 17));
    }

    /// A column without a value is an empty text.
    private static String text(ResultSet row, int column) throws SQLException {
        @Nullable String text = row.getString(column);
        return text == null ? "" : text;
    }
}
