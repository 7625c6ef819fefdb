package net.swarmstack.catalog;

import net.swarmstack.catalog.Registration.OnConflict;
import net.swarmstack.model.Excerpt;
import net.swarmstack.model.IdSource;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;
import net.swarmstack.model.Timestamps;
import net.swarmstack.packages.PackageStore;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Registers agents and workflows in a root. Thread-safe.
public final class Registrar {

    private final Root root;
    private final PackageStore packages;
    private final CatalogStore store;
    private final InstantSource clock;
    private final AgentRegistrar agents;
    private final WorkflowRegistrar workflows;

    /// @param ids the ids of new rows
    /// @param clock when they were made and changed
    public Registrar(
            Root root,
            CatalogStore store,
            PackageStore packages,
            IdSource ids,
            InstantSource clock) {
        this.root = root;
        this.packages = packages;
        this.store = store;
        this.clock = clock;
        this.agents = new AgentRegistrar(store, packages, ids, clock);
        this.workflows = new WorkflowRegistrar(store, ids, clock);
    }

    /// Registers the agent of a package.
    ///
    /// @param path its folder, the `agent.yaml` in it, or its `.tar.gz`
    /// @throws SwarmException `NOT_FOUND` where there is none, `INVALID_DEFINITION` with every
    ///   problem, `CONFLICT` where the version is there with another content
    public Registration registerAgent(Path path, OnConflict onConflict) {
        boolean isArchive = path.toString().matches("(?s).*\\.(tar\\.gz|tgz)");
        if (!isArchive || !Files.isRegularFile(path)) {
            return registerAgent(DefinitionFile.ofAgent(path), onConflict);
        }
        Path archive = path.toAbsolutePath().normalize();
        return packages.unpacked(
                path,
                folder -> {
                    var file =
                            new DefinitionFile(
                                    folder.resolve(DefinitionFile.AGENT),
                                    path + ":" + DefinitionFile.AGENT);
                    return agents.register(file, archive, onConflict);
                });
    }

    /// Registers every agent in the root's own folder.
    public Registrations registerAllAgents(OnConflict onConflict) {
        return all(
                DefinitionFile.in(root.agents(), DefinitionFile.AGENT),
                file -> registerAgent(file, onConflict));
    }

    /// Registers a workflow, where it can be planned with the registered agents.
    ///
    /// @param path the file, or the folder of a `workflow.yaml`
    /// @throws SwarmException as [#registerAgent]
    public Registration registerWorkflow(Path path, OnConflict onConflict) {
        return registerWorkflow(DefinitionFile.ofWorkflow(path), onConflict);
    }

    /// Registers every workflow in the root's own folder.
    public Registrations registerAllWorkflows(OnConflict onConflict) {
        return all(
                DefinitionFile.in(root.workflows(), DefinitionFile.WORKFLOW),
                file -> registerWorkflow(file, onConflict));
    }

    /// Sets whether triggers may start a workflow, in all its versions.
    ///
    /// @throws SwarmException `NOT_FOUND` where there is none
    public void enable(String workflow, boolean enabled) {
        if (store.workflows(workflow).isEmpty()) {
            throw switch (VersionedRows.workflows(store).find(workflow)) {
                case VersionedRows.Found.None<WorkflowRow>(String message) ->
                        new SwarmException(Code.NOT_FOUND, message);
                case VersionedRows.Found.Row<WorkflowRow>(WorkflowRow row) ->
                        new SwarmException(
                                Code.USAGE,
                                Excerpt.quote(workflow)
                                        + " names one version, and all are meant: give "
                                        + row.name());
            };
        }
        store.setEnabled(workflow, enabled, Timestamps.format(clock.instant()));
    }

    private Registration registerAgent(DefinitionFile file, OnConflict onConflict) {
        return agents.register(file, file.folder(), onConflict);
    }

    private Registration registerWorkflow(DefinitionFile file, OnConflict onConflict) {
        return workflows.register(file, file.absolute(), onConflict);
    }

    private static Registrations all(
            List<DefinitionFile> files, Function<DefinitionFile, Registration> register) {
        var done = new ArrayList<Registration>();
        var refused = new ArrayList<SwarmException>();
        for (DefinitionFile file : files) {
            try {
                done.add(register.apply(file));
            } catch (SwarmException e) {
                refused.add(e);
            }
        }
        return new Registrations(done, refused);
    }
}
