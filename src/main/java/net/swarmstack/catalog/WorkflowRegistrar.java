package net.swarmstack.catalog;

import net.swarmstack.catalog.Registration.Change;
import net.swarmstack.catalog.Registration.Kind;
import net.swarmstack.catalog.Registration.OnConflict;
import net.swarmstack.definition.DefinitionReader;
import net.swarmstack.definition.WorkflowDefinition;
import net.swarmstack.model.IdSource;
import net.swarmstack.model.Json;
import net.swarmstack.model.Parsed;
import net.swarmstack.model.Timestamps;
import net.swarmstack.plan.Planner;

import tools.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/// Registers workflows: one that can't be planned with the agents that are registered is refused.
final class WorkflowRegistrar {

    private final CatalogStore store;
    private final IdSource ids;
    private final InstantSource clock;
    private final DefinitionReader reader = new DefinitionReader();

    WorkflowRegistrar(CatalogStore store, IdSource ids, InstantSource clock) {
        this.store = store;
        this.ids = ids;
        this.clock = clock;
    }

    /// @param recordedPath the file that the row names
    /// @throws net.swarmstack.model.SwarmException `INVALID_DEFINITION` with every problem,
    ///   `CONFLICT` where the version is there with another content and may not be replaced
    Registration register(DefinitionFile file, Path recordedPath, OnConflict onConflict) {
        Parsed<WorkflowDefinition> parsed = reader.workflow(file.file().toString(), file.text());
        if (!onConflict.revives() && parsed.problems().isEmpty() && isKnown(parsed.orThrow())) {
            // Of what is bundled: that its agents were deleted must not stop the program.
            return new Registration(Kind.WORKFLOW, parsed.orThrow().reference(), Change.UNCHANGED);
        }
        Planner.plan(parsed, new StoredAgents(VersionedRows.agents(store))).orThrow();
        WorkflowDefinition definition = parsed.orThrow();
        Optional<WorkflowRow> deleted = deleted(definition);
        Optional<WorkflowRow> before = registered(definition);
        Change change =
                Change.of(
                        definition.reference(),
                        deleted.isPresent(),
                        before.map(row -> isSame(row, definition)),
                        onConflict);
        if (change != Change.UNCHANGED) {
            store.put(row(definition, recordedPath, before.or(() -> deleted)));
        }
        return new Registration(Kind.WORKFLOW, definition.reference(), change);
    }

    private boolean isKnown(WorkflowDefinition definition) {
        return deleted(definition).isPresent()
                || registered(definition).filter(row -> isSame(row, definition)).isPresent();
    }

    private Optional<WorkflowRow> deleted(WorkflowDefinition definition) {
        return store.deletedWorkflow(definition.name(), definition.version());
    }

    private Optional<WorkflowRow> registered(WorkflowDefinition definition) {
        return store.workflows(definition.name()).stream()
                .filter(row -> row.version().equals(definition.version()))
                .findFirst();
    }

    private static boolean isSame(WorkflowRow row, WorkflowDefinition definition) {
        return row.definition().equals(Json.compact(definition.source()));
    }

    /// Every version of a workflow is enabled, or none.
    private boolean isEnabled(String name) {
        return store.workflows(name).stream().allMatch(WorkflowRow::enabled);
    }

    private WorkflowRow row(
            WorkflowDefinition definition, Path path, Optional<WorkflowRow> before) {
        JsonNode source = definition.source();
        String now = Timestamps.format(clock.instant());
        return new WorkflowRow(
                before.map(WorkflowRow::id).orElseGet(ids::next),
                definition.name(),
                definition.version(),
                path.toString(),
                definition.description(),
                String.join(",", definition.triggers()),
                Rows.text(source, "trigger", "{}"),
                Rows.text(source, "steps", "[]"),
                Rows.text(source, "variables", "{}"),
                Rows.text(source, "on_error", "[]"),
                Rows.text(source, "on_success", "[]"),
                isEnabled(definition.name()),
                definition.author(),
                Rows.arrayOf(definition.tags()),
                before.map(WorkflowRow::createdAt).orElse(now),
                now,
                Json.compact(source));
    }
}
