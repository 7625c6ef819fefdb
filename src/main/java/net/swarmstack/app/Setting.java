package net.swarmstack.app;

import tools.jackson.databind.JsonNode;

/// Something that is configured, and what is in force.
///
/// @param key as in `sandbox.slots`
/// @param origin where the value comes from: `default`, `file:line:column`, or as it is said of an
///   option or a variable of the environment
public record Setting(String key, JsonNode value, String origin) {}
