package net.swarmstack.definition;

import net.swarmstack.model.Parsed;
import net.swarmstack.model.Problem;

import java.util.List;
import java.util.Optional;

/// What people read of a parsed definition.
final class ProblemLines {

    private ProblemLines() {}

    /// A line for each problem; none where there is none.
    static List<String> of(Parsed<?> parsed) {
        return switch (parsed) {
            case Parsed.Valid<?> _ -> List.of();
            case Parsed.Invalid<?>(List<Problem> problems, Optional<?> _) ->
                    problems.stream().map(Problem::toString).toList();
        };
    }
}
