package net.swarmstack.expression;

import net.swarmstack.expression.ValueType.ListOf;
import net.swarmstack.expression.ValueType.ObjectOf;
import net.swarmstack.expression.ValueType.Scalar;
import net.swarmstack.model.Excerpt;
import net.swarmstack.model.Located;
import net.swarmstack.model.Problem;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Finds the parts of a template that can't give what is wanted of them.
final class TemplateTypes {

    private final List<Problem> problems = new ArrayList<>();

    List<Problem> problems() {
        return problems;
    }

    /// Compares a part with what is wanted.
    ///
    /// @param value where the part was written
    /// @param name of the part, for problems
    void compare(TemplateNode part, Located value, String name, ValueType wanted) {
        if (part instanceof TemplateNode.Members(Map<String, TemplateNode> members)
                && value instanceof Located.Mapping mapping
                && wanted instanceof ObjectOf) {
            mapping.entries()
                    .forEach((key, entry) -> {
                        TemplateNode member = members.get(key);
                        if (member != null) {
                            wanted.property(key)
                                    .ifPresent(type ->
                                            compare(member, entry.value(), name + "." + key, type));
                        }
                    });
        } else if (part instanceof TemplateNode.Items(List<TemplateNode> items)
                && value instanceof Located.Sequence sequence
                && wanted instanceof ListOf(ValueType type)) {
            for (int i = 0; i < items.size(); i++) {
                compare(items.get(i), sequence.items().get(i), name + "[" + i + "]", type);
            }
        } else {
            wanted.conflict(type(part))
                    .ifPresent(conflict ->
                            problems.add(new Problem(value.at(), message(part, name, conflict))));
        }
    }

    private static String message(TemplateNode part, String name, ValueType.Conflict conflict) {
        String given =
                switch (part) {
                    case TemplateNode.Whole(String source, Expression _) ->
                            "; " + Excerpt.of(source) + " gives ";
                    case TemplateNode.Text _ -> "; text with ${…} in it is ";
                    case TemplateNode.Constant _, TemplateNode.Items _, TemplateNode.Members _ ->
                            ", is ";
                };
        return Excerpt.quote(name + conflict.place())
                + " must be of type "
                + conflict.wanted().text()
                + given
                + conflict.given().text();
    }

    private static ValueType type(TemplateNode part) {
        return switch (part) {
            case TemplateNode.Constant(JsonNode value) -> ValueType.of(value);
            case TemplateNode.Items _ -> new ListOf(Scalar.ANY);
            case TemplateNode.Members _ -> new ObjectOf(Map.of());
            case TemplateNode.Whole(String _, Expression expression) -> expression.type();
            case TemplateNode.Text _ -> Scalar.STRING;
        };
    }
}
