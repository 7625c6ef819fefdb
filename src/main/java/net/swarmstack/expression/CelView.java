package net.swarmstack.expression;

import dev.cel.common.values.NullValue;

import net.swarmstack.model.Json;

import tools.jackson.databind.JsonNode;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The part of a scope that one CEL expression reads: what its paths name and nothing beside, so
/// that a small value next to a large one can be read.
final class CelView {

    private static final int MAX_VALUE_BYTES = 32 * 1024;

    private final List<Path> paths;
    private final CelReferences references;
    private final PathCheck check;

    CelView(CelReferences references, PathCheck check) {
        this.references = references;
        this.check = check;
        // Where a path and one below it are read, the shorter brings the longer.
        this.paths =
                references.paths().stream()
                        .filter(path ->
                                references.paths().stream().noneMatch(other -> other.isAbove(path)))
                        .toList();
    }

    /// The variables of the expression.
    Map<String, Object> of(Scope scope) throws ExpressionException {
        Map<String, Object> variables = new LinkedHashMap<>();
        for (Path path : paths) {
            Optional<JsonNode> root = scope.root(path.root());
            if (root.isPresent()) {
                add(variables, path.root(), root.get(), path, 0);
            }
        }
        return variables;
    }

    /// Puts what stands on the way down a path into nested maps.
    private void add(Map<String, Object> into, String key, JsonNode value, Path path, int depth)
            throws ExpressionException {
        boolean isOutputs = depth == Path.OUTPUTS_DEPTH && path.readsOutputs();
        boolean goesDown =
                depth < path.segments().size()
                        && (value.isObject() || (isOutputs && value.isNull()));
        if (!goesDown) {
            into.put(key, CelValues.fromJson(bounded(value, path.first(depth))));
            return;
        }
        @SuppressWarnings("unchecked") // a path goes down where this method put a map in
        var below =
                (Map<String, Object>)
                        into.computeIfAbsent(key, _ -> new LinkedHashMap<String, Object>());
        String name = path.key(depth).orElseThrow();
        Optional<JsonNode> next = value.optional(name);
        if (next.isPresent()) {
            add(below, name, next.get(), path, depth + 1);
        } else if (isOutputs && !references.isOptional(path)) {
            boolean isNull = value.isNull() || check.declaredOutputs(path).contains(name);
            if (isNull) {
                below.put(name, NullValue.NULL_VALUE);
            }
        }
    }

    private static JsonNode bounded(JsonNode value, Path path) throws ExpressionException {
        int size = Json.compactBytes(value).length;
        if (size > MAX_VALUE_BYTES) {
            throw new ExpressionException(
                    path
                            + " has "
                            + size
                            + " bytes of JSON; longer expressions than a plain path read values of"
                            + " at most 32 KiB");
        }
        return value;
    }
}
