package net.swarmstack.expression;

import net.swarmstack.model.Json;
import net.swarmstack.model.Located;
import net.swarmstack.model.Parsed;
import net.swarmstack.model.Problem;
import net.swarmstack.model.StepId;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A JSON value whose strings may hold `${…}`, parsed once from the definition. Data is never
/// parsed. Immutable and safe for use by several threads.
public final class ValueTemplate {

    private static final int MAX_LIST_BYTES = 64 << 20;

    private final TemplateNode root;
    private final Set<StepId> stepsRead;

    private ValueTemplate(TemplateNode root, Set<StepId> stepsRead) {
        this.root = root;
        this.stepsRead = Collections.unmodifiableSet(new LinkedHashSet<>(stepsRead));
    }

    /// The template in a value of a definition, or what is wrong with its expressions.
    ///
    /// @param allowance of the definition
    public static Parsed<ValueTemplate> parse(
            Located value, Vocabulary vocabulary, CompileAllowance allowance) {
        var parser = new TemplateParser(vocabulary, allowance);
        var template = new ValueTemplate(parser.node(value), parser.stepsRead());
        return parser.problems().isEmpty()
                ? new Parsed.Valid<>(template)
                : new Parsed.Invalid<>(parser.problems(), Optional.of(template));
    }

    /// The steps whose outputs or status the template reads, in the order of first mention.
    public Set<StepId> stepsRead() {
        return stepsRead;
    }

    /// The members of the value that hold no expression; empty where the value is no object.
    public ObjectNode constantMembers() {
        ObjectNode constants = Json.object();
        switch (root) {
            case TemplateNode.Constant(JsonNode value) -> {
                if (value instanceof ObjectNode object) {
                    constants.setAll(object);
                }
            }
            case TemplateNode.Members(Map<String, TemplateNode> members) ->
                    members.forEach((key, node) -> {
                        if (node instanceof TemplateNode.Constant(JsonNode value)) {
                            constants.set(key, value);
                        }
                    });
            case TemplateNode.Items _,
                    TemplateNode.Whole _,
                    TemplateNode.Text _,
                    TemplateNode.Unreadable _ -> {}
        }
        return constants;
    }

    /// What of the value can't be of the types that are wanted of its members. Members without
    /// expressions are not looked at.
    ///
    /// @param value that the template was made from
    public List<Problem> conflicts(Located.Mapping value, ValueType.ObjectOf wanted) {
        var types = new TemplateTypes();
        if (root instanceof TemplateNode.Members(Map<String, TemplateNode> members)) {
            members.forEach((key, node) -> {
                if (!(node instanceof TemplateNode.Constant)) {
                    wanted.property(key)
                            .ifPresent(type ->
                                    types.compare(node, value.value(key).orElseThrow(), key, type));
                }
            });
        }
        return types.problems();
    }

    /// What is certain to be wrong with the type of the value as a whole.
    ///
    /// @param value that the template was made from
    /// @param name of the value, for the problem
    public List<Problem> conflicts(Located value, String name, ValueType wanted) {
        var types = new TemplateTypes();
        types.compare(root, value, name, wanted);
        return types.problems();
    }

    /// The value with every expression replaced by what it gives in the scope: at most 1 MiB each
    /// and 8 MiB in all, 64 levels deep.
    public Evaluation evaluate(Scope scope) {
        try {
            return new Evaluation.Value(new TemplateEvaluator(scope).evaluate(root));
        } catch (ExpressionException e) {
            return new Evaluation.Failed(e.reason());
        }
    }

    /// As [#evaluate(Scope)], but where the value is one path and nothing else it may be 64 MiB: as
    /// much as a `foreach` may collect.
    public Evaluation evaluateList(Scope scope) {
        try {
            return new Evaluation.Value(
                    new TemplateEvaluator(scope).evaluate(root, MAX_LIST_BYTES));
        } catch (ExpressionException e) {
            return new Evaluation.Failed(e.reason());
        }
    }
}
