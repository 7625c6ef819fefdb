package net.swarmstack.cli;

import net.swarmstack.catalog.AgentRow;
import net.swarmstack.catalog.WorkflowRow;
import net.swarmstack.model.Json;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Rows of agents and workflows as JSON: the registry's columns by their names.
final class Rows {

    private Rows() {}

    static ObjectNode json(AgentRow row) {
        ObjectNode json = Json.object();
        text(json, "id", row.id());
        text(json, "name", row.name());
        text(json, "version", row.version());
        text(json, "path", row.path());
        text(json, "description", row.description());
        tree(json, "capabilities", row.capabilities());
        tree(json, "inputs_schema", row.inputsSchema());
        tree(json, "outputs_schema", row.outputsSchema());
        text(json, "runtime", row.runtime());
        json.put("memory_mb", row.memoryMb());
        json.put("timeout_seconds", row.timeoutSeconds());
        tree(json, "triggers", row.triggers());
        text(json, "author", row.author());
        tree(json, "tags", row.tags());
        text(json, "created_at", row.createdAt());
        text(json, "updated_at", row.updatedAt());
        text(json, "digest", row.digest());
        tree(json, "manifest", row.manifest());
        return json;
    }

    static ObjectNode json(WorkflowRow row) {
        ObjectNode json = Json.object();
        text(json, "id", row.id());
        text(json, "name", row.name());
        text(json, "version", row.version());
        text(json, "path", row.path());
        text(json, "description", row.description());
        text(json, "trigger_type", row.triggerType());
        tree(json, "trigger_config", row.triggerConfig());
        tree(json, "steps", row.steps());
        tree(json, "variables", row.variables());
        tree(json, "on_error", row.onError());
        tree(json, "on_success", row.onSuccess());
        json.put("enabled", row.enabled());
        text(json, "author", row.author());
        tree(json, "tags", row.tags());
        text(json, "created_at", row.createdAt());
        text(json, "updated_at", row.updatedAt());
        tree(json, "definition", row.definition());
        return json;
    }

    /// A column with a JSON array of texts, for people.
    static String list(String column) {
        return texts(column).collect(Collectors.joining(", "));
    }

    /// Whether a column with a JSON array of texts holds one.
    static boolean contains(String column, String text) {
        return texts(column).anyMatch(text::equals);
    }

    /// The texts of a column with a JSON array.
    static Stream<String> texts(String column) {
        return column.isEmpty()
                ? Stream.empty()
                : Json.parseStored(column).valueStream().map(JsonNode::asString);
    }

    private static void text(ObjectNode json, String column, String value) {
        if (value.isEmpty()) {
            json.putNull(column);
        } else {
            json.put(column, value);
        }
    }

    private static void tree(ObjectNode json, String column, String value) {
        if (value.isEmpty()) {
            json.putNull(column);
        } else {
            json.set(column, Json.parseStored(value));
        }
    }
}
