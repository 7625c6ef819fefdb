package net.swarmstack.catalog;

import net.swarmstack.catalog.DeletionStore.OpenRun;
import net.swarmstack.catalog.Registration.Kind;
import net.swarmstack.catalog.VersionedRows.Found;
import net.swarmstack.model.Excerpt;
import net.swarmstack.model.Json;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;
import net.swarmstack.model.Timestamps;
import net.swarmstack.model.WorkflowPin;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/// Deletes agents and workflows: their rows are marked, for ended runs refer to them. What they
/// were registered from stays, and so do the packages, which runs have pinned.
public final class Deletions {

    private final Root root;
    private final CatalogStore store;
    private final DeletionStore deletions;
    private final InstantSource clock;

    public Deletions(Root root, CatalogStore store, DeletionStore deletions, InstantSource clock) {
        this.root = root;
        this.store = store;
        this.deletions = deletions;
        this.clock = clock;
    }

    /// What deleting an agent would do.
    ///
    /// @param reference `name` for every version, or `name@1.2.0`
    /// @throws SwarmException `NOT_FOUND` where there is none, `USAGE` for a range
    public Deletion ofAgent(String reference) {
        List<AgentRow> rows = meant(VersionedRows.agents(store), reference);
        List<String> ids = rows.stream().map(AgentRow::id).toList();
        return new Deletion(
                Kind.AGENT,
                rows.stream().map(AgentRow::reference).toList(),
                ids,
                rows.stream().map(AgentRow::path).map(Path::of).distinct().toList(),
                neededBy(ids),
                deletions.openRunsOfAgents(ids));
    }

    /// What deleting a workflow would do.
    ///
    /// @param reference `name` for every version, or `name@1.2.0`
    /// @throws SwarmException `NOT_FOUND` where there is none, `USAGE` for a range
    public Deletion ofWorkflow(String reference) {
        List<WorkflowRow> rows = meant(VersionedRows.workflows(store), reference);
        List<String> ids = rows.stream().map(WorkflowRow::id).toList();
        return new Deletion(
                Kind.WORKFLOW,
                rows.stream().map(WorkflowRow::reference).toList(),
                ids,
                rows.stream().map(WorkflowRow::path).map(Path::of).distinct().toList(),
                List.of(),
                deletions.openRunsOfWorkflows(ids));
    }

    private static <R> List<R> meant(VersionedRows<R> rows, String text) {
        int at = text.indexOf('@');
        String name = at < 0 ? text : text.substring(0, at);
        String version = text.substring(name.length());
        List<R> found =
                rows.versions().apply(name).stream()
                        .filter(row -> at < 0 || version.equals("@" + rows.version().apply(row)))
                        .toList();
        if (!found.isEmpty()) {
            return found;
        }
        throw switch (rows.find(text)) {
            case Found.None<R>(String message) -> new SwarmException(Code.NOT_FOUND, message);
            case Found.Row<R> _ ->
                    new SwarmException(
                            Code.USAGE,
                            Excerpt.quote(text)
                                    + " is a range: name one version, as in "
                                    + name
                                    + "@1.0.0, or all of them, as in "
                                    + name);
        };
    }

    /// The workflows whose newest version finds an agent now, and would not without these.
    private List<String> neededBy(List<String> agents) {
        VersionedRows<AgentRow> now = VersionedRows.agents(store);
        VersionedRows<AgentRow> then = now.where(row -> !agents.contains(row.id()));
        VersionedRows<WorkflowRow> workflows = VersionedRows.workflows(store);
        return store.workflows().stream()
                .map(WorkflowRow::name)
                .distinct()
                .map(name -> newest(workflows, name))
                .filter(workflow -> !workflow.definition().isEmpty())
                .filter(workflow ->
                        WorkflowPin.steps(Json.parseStored(workflow.definition()))
                                .map(step -> step.path("agent").asString(""))
                                .anyMatch(agent -> isFound(now, agent) && !isFound(then, agent)))
                .map(WorkflowRow::reference)
                .toList();
    }

    /// The highest release, or where there is none, what was registered last.
    private static WorkflowRow newest(VersionedRows<WorkflowRow> workflows, String name) {
        return switch (workflows.find(name)) {
            case Found.Row<WorkflowRow>(WorkflowRow row) -> row;
            case Found.None<WorkflowRow> _ -> workflows.versions().apply(name).getLast();
        };
    }

    private static boolean isFound(VersionedRows<AgentRow> agents, String reference) {
        return agents.find(reference) instanceof Found.Row<AgentRow>;
    }

    /// Carries it out, whatever stands in its way. With a workflow go its runs that have not ended,
    /// with their histories and logs; with an agent goes no run, for a run has its package pinned.
    ///
    /// @throws SwarmException `BUSY` where a process executes a run that would go, `CONFLICT` where
    ///   a run began since the deletion was looked at
    public void carryOut(Deletion deletion) {
        String now = Timestamps.format(clock.instant());
        switch (deletion.kind()) {
            case AGENT -> deletions.deleteAgents(deletion.ids(), now);
            case WORKFLOW -> deleteWorkflows(deletion, now);
        }
    }

    private void deleteWorkflows(Deletion deletion, String now) {
        for (OpenRun run : deletion.openRuns()) {
            if (run.ownerAlive()) {
                throw new SwarmException(
                        Code.BUSY,
                        "not deleted: run " + run.id() + " is executing. End it first: Ctrl-C.");
            }
        }
        List<String> runs = deletion.openRuns().stream().map(OpenRun::id).toList();
        deletions.deleteWorkflows(deletion.ids(), runs, now);
        runs.forEach(new LogFolders(root)::delete);
    }
}
