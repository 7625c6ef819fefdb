package net.swarmstack.model;

import tools.jackson.databind.JsonNode;

/// A JSON value in the history: small ones stand in it, larger ones are referred to.
public sealed interface Payload {

    /// The largest compact UTF-8 form, in bytes, that stands in the history itself.
    int MAX_INLINE_BYTES = 32 * 1024;

    /// A value of at most [#MAX_INLINE_BYTES]. Nobody changes the tree.
    record Inline(JsonNode value) implements Payload {}

    /// A value in the content-addressed store.
    ///
    /// @param sha256 of the compact UTF-8 form
    /// @param sizeBytes of the compact UTF-8 form
    /// @param preview its first characters, for people
    record Stored(Sha256 sha256, long sizeBytes, String preview) implements Payload {}
}
