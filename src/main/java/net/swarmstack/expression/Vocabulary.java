package net.swarmstack.expression;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What the expressions of one place in a definition can read.
///
/// @param roots the first names, as in `trigger`
/// @param steps the ids that may follow `steps`, each with the outputs it declares; an empty set
///   where it may give any
public record Vocabulary(List<String> roots, Map<String, Set<String>> steps) {

    public Vocabulary {
        roots = List.copyOf(roots);
        steps = Collections.unmodifiableMap(new LinkedHashMap<>(steps));
    }
}
