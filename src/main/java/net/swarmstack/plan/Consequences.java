package net.swarmstack.plan;

import net.swarmstack.definition.StepDefinition;
import net.swarmstack.model.Location;
import net.swarmstack.model.Problem;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Tells what only seems wrong because something before it could not be read: to mend the one mends
/// the other.
final class Consequences {

    private final Set<Location> unreadable;
    private final List<String> idsThatCantBe;

    /// @param found by reading the definition
    /// @param steps of the definition
    Consequences(Collection<Problem> found, List<StepDefinition> steps) {
        this.unreadable = found.stream().map(Problem::at).collect(Collectors.toSet());
        this.idsThatCantBe =
                steps.stream()
                        .map(StepDefinition::id)
                        .filter(id -> unreadable.contains(id.at()) && !id.text().isBlank())
                        .map(id -> "steps." + id.text())
                        .toList();
    }

    /// Whether a problem of planning is one: at the place of a problem of reading, or in an
    /// expression that reads a step by an id that no step can have, which no grammar takes.
    boolean contains(Problem problem) {
        return unreadable.contains(problem.at())
                || idsThatCantBe.stream().anyMatch(problem.message()::contains);
    }
}
