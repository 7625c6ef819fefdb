package net.swarmstack.registry;

import net.swarmstack.catalog.AgentRow;
import net.swarmstack.catalog.CatalogStore;
import net.swarmstack.catalog.WorkflowRow;
import net.swarmstack.testing.RunScript;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// A registry in a folder, with the workflow and the agent that run scripts refer to.
public final class TestRegistry implements AutoCloseable {

    private final Path folder;
    private Registry registry;

    private TestRegistry(Path folder) {
        this.folder = folder;
        this.registry = open();
    }

    public static TestRegistry in(Path folder) {
        Registry.create(folder.resolve("registry.db"));
        var test = new TestRegistry(folder);
        CatalogStore catalog = test.registry.catalog();
        catalog.put(agent(RunScript.AGENT_ID, "echo", "1.0.0"));
        catalog.put(workflow(RunScript.WORKFLOW_ID, "flow", "1.0.0"));
        return test;
    }

    private Registry open() {
        return Registry.open(
                database(), blobs(), Thread::new, InstantSource.fixed(RunScript.START));
    }

    Path database() {
        return folder.resolve("registry.db");
    }

    Path blobs() {
        return folder.resolve("blobs");
    }

    public Registry registry() {
        return registry;
    }

    /// As after a restart of the process.
    void reopen() {
        registry.close();
        registry = open();
    }

    /// Changes the file as nobody should, behind the registry's back.
    void tamper(String sql) throws SQLException {
        try (var connection = connect();
                var statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    /// What verifying all of it finds, as in `rows: run 0198…`; empty where all is well.
    public List<String> findings() {
        try (ReadOnlyRegistry reader = Registry.openReadOnly(database(), blobs())) {
            return reader.verify().stream()
                    .filter(verdict -> verdict.count() > 0)
                    .map(verdict -> verdict.check() + ": " + verdict.text())
                    .toList();
        }
    }

    /// The first column of a query's rows.
    List<String> query(String sql) throws SQLException {
        try (var connection = connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            var values = new ArrayList<String>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + database());
    }

    public static AgentRow agent(String id, String name, String version) {
        return new AgentRow(
                id,
                name,
                version,
                "/agents/" + name,
                "An agent",
                "[\"echo\"]",
                "{}",
                "{}",
                "node",
                128,
                300,
                "[]",
                "swarm",
                "[]",
                "2026-01-02T03:04:05.006Z",
                "2026-01-02T03:04:05.006Z",
                "0".repeat(64),
                "{}");
    }

    public static WorkflowRow workflow(String id, String name, String version) {
        return new WorkflowRow(
                id,
                name,
                version,
                "/workflows/" + name,
                "",
                "manual",
                "{}",
                "[]",
                "{}",
                "[]",
                "[]",
                true,
                "swarm",
                "[]",
                "2026-01-02T03:04:05.006Z",
                "2026-01-02T03:04:05.006Z",
                "{}");
    }

    @Override
    public void close() {
        registry.close();
    }
}
