package net.swarmstack.catalog;

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
}
