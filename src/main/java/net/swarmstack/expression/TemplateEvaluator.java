package net.swarmstack.expression;

import net.swarmstack.model.Excerpt;
import net.swarmstack.model.Json;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

import java.util.List;
import java.util.Map;

/// One evaluation of a template.
final class TemplateEvaluator {

    private static final int MAX_RESULT_BYTES = 1 << 20;

    private static final int MAX_DEPTH = 64;

    private final Scope scope;
    private final Work work = new Work();
    private long bytes;

    TemplateEvaluator(Scope scope) {
        this.scope = scope;
    }

    /// @param root of the template
    JsonNode evaluate(TemplateNode root) throws ExpressionException {
        return value(root, 1);
    }

    /// A path is copied as it is, up to a size.
    JsonNode evaluate(TemplateNode root, int mostBytesOfPath) throws ExpressionException {
        if (root instanceof TemplateNode.Whole whole
                && whole.expression() instanceof PathExpression path) {
            JsonNode result = path.evaluate(scope, work);
            refuseLonger(result, mostBytesOfPath);
            return result;
        }
        return value(root, 1);
    }

    private JsonNode value(TemplateNode node, int depth) throws ExpressionException {
        return switch (node) {
            case TemplateNode.Constant(JsonNode constant) -> constant;
            case TemplateNode.Items(List<TemplateNode> items) -> {
                ArrayNode array = JsonNodeFactory.instance.arrayNode(items.size());
                for (TemplateNode item : items) {
                    array.add(value(item, depth + 1));
                }
                yield array;
            }
            case TemplateNode.Members(Map<String, TemplateNode> members) -> {
                ObjectNode object = Json.object();
                for (Map.Entry<String, TemplateNode> member : members.entrySet()) {
                    object.set(member.getKey(), value(member.getValue(), depth + 1));
                }
                yield object;
            }
            case TemplateNode.Whole whole -> result(whole, depth);
            case TemplateNode.Unreadable _ ->
                    throw new IllegalStateException("a template with problems is evaluated");
            case TemplateNode.Text(List<TemplateNode> pieces) -> {
                var text = new StringBuilder();
                for (TemplateNode piece : pieces) {
                    text.append(asText(value(piece, depth)));
                }
                yield StringNode.valueOf(text.toString());
            }
        };
    }

    private JsonNode result(TemplateNode.Whole whole, int depth) throws ExpressionException {
        try {
            JsonNode result = whole.expression().evaluate(scope, work);
            count(result);
            if (isDeeperThan(MAX_DEPTH - depth + 1, result)) {
                throw new ExpressionException("nested deeper than " + MAX_DEPTH + " levels");
            }
            return result;
        } catch (ExpressionException e) {
            throw new ExpressionException(Excerpt.of(whole.source()) + ": " + e.reason());
        }
    }

    private void count(JsonNode result) throws ExpressionException {
        bytes += refuseLonger(result, MAX_RESULT_BYTES);
        if (bytes > Json.MAX_DOCUMENT_BYTES) {
            throw new ExpressionException("gives more than 8 MiB together with those before it");
        }
    }

    private static int refuseLonger(JsonNode result, int most) throws ExpressionException {
        int size = Json.compactBytes(result).length;
        if (size > most) {
            throw new ExpressionException(
                    "gives "
                            + size
                            + " bytes of JSON; at most "
                            + (most >> 20)
                            + " MiB is allowed");
        }
        return size;
    }

    private static boolean isDeeperThan(int levels, JsonNode value) {
        if (!value.isContainer()) {
            return false;
        }
        return levels < 1 || value.valueStream().anyMatch(v -> isDeeperThan(levels - 1, v));
    }

    /// Inside other text a string goes in as it is, null as nothing, anything else as compact JSON.
    private static String asText(JsonNode value) {
        if (value.isNull()) {
            return "";
        }
        return value.isString() ? value.stringValue() : Json.compact(value);
    }
}
