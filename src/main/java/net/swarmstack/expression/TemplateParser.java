package net.swarmstack.expression;

import net.swarmstack.model.Excerpt;
import net.swarmstack.model.Json;
import net.swarmstack.model.Located;
import net.swarmstack.model.Location;
import net.swarmstack.model.Problem;
import net.swarmstack.model.StepId;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Turns a value of a definition into a template, and collects what is wrong in it.
final class TemplateParser {

    /// More are not looked for: a generated file with one mistake has it everywhere.
    private static final int MAX_PROBLEMS = 100;

    private final Vocabulary vocabulary;
    private final CompileAllowance allowance;
    private final PathCheck check;
    private final List<Problem> problems = new ArrayList<>();
    private final Set<StepId> stepsRead = new LinkedHashSet<>();

    TemplateParser(Vocabulary vocabulary, CompileAllowance allowance) {
        this.vocabulary = vocabulary;
        this.allowance = allowance;
        this.check = new PathCheck(vocabulary);
    }

    List<Problem> problems() {
        return problems;
    }

    Set<StepId> stepsRead() {
        return stepsRead;
    }

    TemplateNode node(Located value) {
        return switch (value) {
            case Located.Sequence(Location _, List<Located> items) -> {
                List<TemplateNode> nodes = items.stream().map(this::node).toList();
                yield isConstant(nodes)
                        ? new TemplateNode.Constant(unescaped(nodes))
                        : new TemplateNode.Items(nodes);
            }
            case Located.Mapping(Location _, Map<String, Located.Entry> entries) -> {
                var members = new LinkedHashMap<String, TemplateNode>();
                entries.forEach((key, entry) -> members.put(key, node(entry.value())));
                yield isConstant(members.values())
                        ? new TemplateNode.Constant(unescaped(members))
                        : new TemplateNode.Members(members);
            }
            case Located.Scalar scalar ->
                    scalar.value().isString()
                            ? text(scalar)
                            : new TemplateNode.Constant(scalar.value());
        };
    }

    private static boolean isConstant(Collection<TemplateNode> nodes) {
        return nodes.stream().allMatch(TemplateNode.Constant.class::isInstance);
    }

    private static JsonNode unescaped(List<TemplateNode> constants) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode(constants.size());
        constants.forEach(node -> array.add(((TemplateNode.Constant) node).value()));
        return array;
    }

    private static JsonNode unescaped(Map<String, TemplateNode> constants) {
        ObjectNode object = Json.object();
        constants.forEach((key, node) -> object.set(key, ((TemplateNode.Constant) node).value()));
        return object;
    }

    /// A string: literal pieces and expressions.
    private TemplateNode text(Located.Scalar scalar) {
        String text = scalar.value().stringValue();
        List<TemplateNode> pieces = new ArrayList<>();
        var literal = new StringBuilder();
        int at = 0;
        for (int open = text.indexOf("${"); open >= 0; open = text.indexOf("${", at)) {
            boolean escaped = open > at && text.charAt(open - 1) == '$';
            literal.append(text, at, escaped ? open - 1 : open);
            if (escaped) {
                literal.append("${");
                at = open + 2;
                continue;
            }
            int close = ExpressionText.end(text, open + 2);
            if (close < 0) {
                problems.add(
                        new Problem(
                                scalar.at(open),
                                "\"${\" without its \"}\": write \"$${\" for the characters"
                                        + " themselves"));
                return new TemplateNode.Unreadable();
            }
            addLiteral(pieces, literal);
            pieces.add(expression(text.substring(open, close + 1), scalar.at(open)));
            at = close + 1;
        }
        literal.append(text, at, text.length());
        addLiteral(pieces, literal);
        return joined(pieces);
    }

    private static void addLiteral(List<TemplateNode> pieces, StringBuilder literal) {
        if (!literal.isEmpty()) {
            pieces.add(new TemplateNode.Constant(StringNode.valueOf(literal.toString())));
            literal.setLength(0);
        }
    }

    private static TemplateNode joined(List<TemplateNode> pieces) {
        return switch (pieces.size()) {
            case 0 -> new TemplateNode.Constant(StringNode.valueOf(""));
            case 1 -> pieces.getFirst();
            default -> new TemplateNode.Text(List.copyOf(pieces));
        };
    }

    private TemplateNode expression(String source, Location at) {
        if (problems.size() >= MAX_PROBLEMS || allowance.isOver()) {
            return new TemplateNode.Unreadable();
        }
        try {
            Expression expression =
                    expression(
                            ExpressionText.bounded(
                                    source.substring(2, source.length() - 1),
                                    "a path such as trigger.message"));
            stepsRead.addAll(expression.stepsRead());
            return new TemplateNode.Whole(source, expression);
        } catch (ExpressionException e) {
            problems.add(new Problem(at, Excerpt.of(source) + ": " + e.reason()));
            return new TemplateNode.Unreadable();
        }
    }

    private Expression expression(String text) throws ExpressionException {
        Optional<Path> path = PathReader.read(text);
        if (path.isEmpty()) {
            allowance.take();
            return CelEngine.compile(text, vocabulary);
        }
        ValueType type = check.check(path.get());
        return new PathExpression(
                path.get(), vocabulary.root(path.get().root()).orElseThrow(), type);
    }
}
