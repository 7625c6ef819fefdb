package net.swarmstack.plan;

import net.swarmstack.expression.Condition;
import net.swarmstack.expression.ValueTemplate;
import net.swarmstack.expression.Vocabulary;
import net.swarmstack.model.Located;
import net.swarmstack.model.Parsed;
import net.swarmstack.model.Problem;

import java.util.List;
import java.util.Optional;

/// Parses templates for a planner that goes on after problems.
final class Templates {

    private Templates() {}

    /// The template; where it has problems, they are added, and it serves to find more.
    static ValueTemplate parse(Located value, Vocabulary vocabulary, List<Problem> problems) {
        return switch (ValueTemplate.parse(value, vocabulary)) {
            case Parsed.Valid<ValueTemplate>(ValueTemplate template) -> template;
            case Parsed.Invalid<ValueTemplate>(
                            List<Problem> found,
                            Optional<ValueTemplate> readable) -> {
                problems.addAll(found);
                yield readable.orElseThrow();
            }
        };
    }

    /// The condition; none where it has problems, which are added.
    static Optional<Condition> condition(
            Located.Scalar text, Vocabulary vocabulary, List<Problem> problems) {
        return switch (Condition.parse(text, vocabulary)) {
            case Parsed.Valid<Condition>(Condition condition) -> Optional.of(condition);
            case Parsed.Invalid<Condition>(List<Problem> found, Optional<Condition> _) -> {
                problems.addAll(found);
                yield Optional.empty();
            }
        };
    }
}
