package net.swarmstack.catalog;

import net.swarmstack.model.Json;

import tools.jackson.databind.node.ObjectNode;

/// A row of `workflows`. What the registry holds as JSON is JSON text here, for most who ask for
/// rows never look into it; a column without a value is an empty text.
///
/// @param id a UUIDv7, kept when the version is replaced
/// @param path the file it was registered from
/// @param triggerType `manual`
/// @param triggerConfig a JSON object
/// @param steps a JSON array
/// @param variables a JSON object
/// @param onError a JSON array
/// @param onSuccess a JSON array
/// @param tags a JSON array
/// @param createdAt as [net.swarmstack.model.Timestamps] writes it
/// @param updatedAt as [net.swarmstack.model.Timestamps] writes it
/// @param definition `workflow.yaml` as JSON
public record WorkflowRow(
        String id,
        String name,
        String version,
        String path,
        String description,
        String triggerType,
        String triggerConfig,
        String steps,
        String variables,
        String onError,
        String onSuccess,
        boolean enabled,
        String author,
        String tags,
        String createdAt,
        String updatedAt,
        String definition) {

    /// `name@version`.
    public String reference() {
        return name + "@" + version;
    }

    /// The row for people: every column by its name, columns that hold JSON as JSON.
    public ObjectNode toJson() {
        ObjectNode row = Json.object();
        row.put("id", id).put("name", name).put("version", version).put("path", path);
        Rows.putText(row, "description", description);
        Rows.putText(row, "trigger_type", triggerType);
        Rows.putJson(row, "trigger_config", triggerConfig);
        Rows.putJson(row, "steps", steps);
        Rows.putJson(row, "variables", variables);
        Rows.putJson(row, "on_error", onError);
        Rows.putJson(row, "on_success", onSuccess);
        row.put("enabled", enabled);
        Rows.putText(row, "author", author);
        Rows.putJson(row, "tags", tags);
        row.put("created_at", createdAt).put("updated_at", updatedAt);
        Rows.putJson(row, "definition", definition);
        return row;
    }
}
