/// YAML text to AgentManifest and WorkflowDefinition, with every problem and its place; the only
/// room that knows YAML and JSON Schema.
@NullMarked
package net.swarmstack.definition;

import org.jspecify.annotations.NullMarked;
