package net.swarmstack.expression;

import tools.jackson.databind.JsonNode;

import java.util.List;
import java.util.Map;

/// A part of a template.
sealed interface TemplateNode {

    /// A value without expressions.
    record Constant(JsonNode value) implements TemplateNode {}

    /// A list.
    record Items(List<TemplateNode> items) implements TemplateNode {}

    /// An object, its members in the order of the file.
    record Members(Map<String, TemplateNode> members) implements TemplateNode {}

    /// A string that is one `${…}`.
    ///
    /// @param source as it was written, with its braces
    record Whole(String source, Expression expression) implements TemplateNode {}

    /// A string with text around at least one `${…}`.
    ///
    /// @param pieces constants that are strings, and expressions
    record Text(List<TemplateNode> pieces) implements TemplateNode {}

    /// A string in which expressions have problems: nothing is known of it, and nobody evaluates
    /// it.
    record Unreadable() implements TemplateNode {}
}
