package net.swarmstack.definition;

import tools.jackson.databind.node.ObjectNode;

/// One declared input or output.
///
/// @param required whether an object without it is refused
/// @param schema its JSON Schema, `default` included. Nobody changes the tree.
public record FieldDeclaration(String name, boolean required, ObjectNode schema) {

    /// Whether an object may leave it out: it is not required, or has a default.
    public boolean isOptional() {
        return !required || schema.has("default");
    }
}
