package net.swarmstack.expression;

import tools.jackson.databind.JsonNode;

/// What evaluating a template gave.
public sealed interface Evaluation {

    /// A value. Nobody changes the tree.
    record Value(JsonNode value) implements Evaluation {}

    /// None; the message names the expression, the path, what does exist there, and what to do.
    record Failed(String message) implements Evaluation {}
}
