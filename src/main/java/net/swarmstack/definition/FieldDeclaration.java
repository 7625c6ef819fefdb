package net.swarmstack.definition;

import tools.jackson.databind.node.ObjectNode;

/// One declared input or output.
///
/// @param required whether an object without it is refused
/// @param schema its JSON Schema, `default` included
public record FieldDeclaration(String name, boolean required, ObjectNode schema) {}
