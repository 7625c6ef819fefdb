package net.swarmstack.catalog;

/// A row of `agents`. What the registry holds as JSON is JSON text here, for most who ask for rows
/// never look into it; a column without a value is an empty text.
///
/// @param id a UUIDv7, kept when the version is replaced
/// @param path the folder it was registered from
/// @param capabilities a JSON array
/// @param inputsSchema JSON Schema 2020-12
/// @param outputsSchema JSON Schema 2020-12
/// @param runtime `node`, `python` or `shell`
/// @param triggers a JSON array
/// @param tags a JSON array
/// @param createdAt as [net.swarmstack.model.Timestamps] writes it
/// @param updatedAt as [net.swarmstack.model.Timestamps] writes it
/// @param digest of the package, 64 hexadecimal digits
/// @param manifest `agent.yaml` as JSON
public record AgentRow(
        String id,
        String name,
        String version,
        String path,
        String description,
        String capabilities,
        String inputsSchema,
        String outputsSchema,
        String runtime,
        long memoryMb,
        long timeoutSeconds,
        String triggers,
        String author,
        String tags,
        String createdAt,
        String updatedAt,
        String digest,
        String manifest) {

    /// `name@version`.
    public String reference() {
        return name + "@" + version;
    }
}
