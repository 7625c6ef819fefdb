package net.swarmstack.expression;

import net.swarmstack.expression.ValueType.Scalar;
import net.swarmstack.model.Json;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The part of a scope that one CEL expression reads: what its paths name and nothing beside, so
/// that a small value next to a large one can be read.
final class CelView {

    private static final int MAX_VALUE_BYTES = 32 * 1024;
    private static final int MAX_BYTES = 1 << 20;
    private static final int BYTES_FOR_A_UNIT = 2;

    private final List<Path> paths;
    private final Vocabulary vocabulary;

    /// @param paths that the expression reads
    CelView(Set<Path> paths, Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
        // Where a path and one below it are read, the shorter brings the longer.
        this.paths =
                paths.stream()
                        .filter(path -> paths.stream().noneMatch(other -> other.isAbove(path)))
                        .toList();
    }

    /// The variables of the expression.
    ///
    /// @param work that pays for them
    Map<String, Object> of(Scope scope, Work work) throws ExpressionException {
        var made = new Making(work);
        for (Path path : paths) {
            Optional<JsonNode> root = scope.root(path.root());
            if (root.isPresent()) {
                made.add(path, root.get());
            }
        }
        return made.variables;
    }

    private final class Making {

        private final Map<String, Object> variables = new LinkedHashMap<>();
        private final Work work;
        private int bytes;

        Making(Work work) {
            this.work = work;
        }

        void add(Path path, JsonNode root) throws ExpressionException {
            ValueType type = vocabulary.root(path.root()).orElse(Scalar.ANY);
            if (path.segments().isEmpty() || !root.isObject()) {
                variables.put(path.root(), converted(root, type, path.first(0)));
                return;
            }
            var map = (CelMap) variables.computeIfAbsent(path.root(), _ -> new CelMap(type));
            add(map, root, type, path, 0);
        }

        /// Puts what stands on the way down a path into maps, as far down as it is declared or
        /// there.
        private void add(CelMap into, JsonNode value, ValueType type, Path path, int depth)
                throws ExpressionException {
            String name = path.key(depth).orElseThrow();
            Optional<ValueType> declared = type.property(name);
            ValueType typeBelow = declared.orElse(Scalar.ANY);
            Optional<JsonNode> there = value.optional(name);
            boolean readsNull =
                    declared.isPresent() || (value.isNull() && path.isBelowOutputs(depth));
            if (there.isEmpty() && !readsNull) {
                return;
            }
            JsonNode next = there.orElse(NullNode.instance);
            boolean isLast = depth + 1 == path.segments().size();
            boolean goesDown =
                    next.isObject()
                            || (next.isNull()
                                    && (path.isBelowOutputs(depth + 1)
                                            || typeBelow instanceof ValueType.ObjectOf));
            if (!isLast && goesDown) {
                add(into.below(name, there.isEmpty(), typeBelow), next, typeBelow, path, depth + 1);
            } else if (there.isPresent()) {
                into.set(name, converted(next, typeBelow, path.first(depth + 1)));
            } else {
                into.setAbsent(name, CelValues.NULL);
            }
        }

        private Object converted(JsonNode value, ValueType type, Path path)
                throws ExpressionException {
            int size = Json.compactBytes(value).length;
            if (size > MAX_VALUE_BYTES) {
                throw new ExpressionException(
                        path
                                + " has "
                                + size
                                + " bytes of JSON; longer expressions than a plain path read"
                                + " values of at most 32 KiB");
            }
            bytes += size;
            if (bytes > MAX_BYTES) {
                throw new ExpressionException(
                        "reads more than 1 MiB of JSON: "
                                + path
                                + " comes on top of what else it reads");
            }
            work.pay(size / BYTES_FOR_A_UNIT);
            return CelValues.fromJson(value, type);
        }
    }
}
