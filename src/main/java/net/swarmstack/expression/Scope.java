package net.swarmstack.expression;

import tools.jackson.databind.JsonNode;

import java.util.Optional;

/// The names that an expression can read.
@FunctionalInterface
public interface Scope {

    /// The value of a root name such as `trigger` or `steps`; empty where there is none. `steps` is
    /// an object of the ids that the template reads, each with `outputs` and `status`.
    Optional<JsonNode> root(String name);
}
