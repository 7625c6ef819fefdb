package net.swarmstack.plan;

import net.swarmstack.expression.CompileAllowance;
import net.swarmstack.expression.Condition;
import net.swarmstack.expression.ValueTemplate;
import net.swarmstack.expression.ValueType;
import net.swarmstack.expression.Vocabulary;
import net.swarmstack.model.Located;
import net.swarmstack.model.Parsed;
import net.swarmstack.model.Problem;

import java.util.List;
import java.util.Optional;

/// Parses the templates and conditions of one definition, for a planner that goes on after
/// problems.
final class Templates {

    private final List<Problem> problems;
    private final CompileAllowance allowance = new CompileAllowance();

    /// @param problems to which those that are found are added
    Templates(List<Problem> problems) {
        this.problems = problems;
    }

    /// The template; where it has problems, they are added, and it serves to find more.
    ValueTemplate parse(Located value, Vocabulary vocabulary) {
        return switch (ValueTemplate.parse(value, vocabulary, allowance)) {
            case Parsed.Valid<ValueTemplate>(ValueTemplate template) -> template;
            case Parsed.Invalid<ValueTemplate>(
                            List<Problem> found,
                            Optional<ValueTemplate> readable) -> {
                problems.addAll(found);
                yield readable.orElseThrow();
            }
        };
    }

    /// The template of a list.
    ///
    /// @param name of the value, for problems
    ValueTemplate parseList(Located value, String name, Vocabulary vocabulary) {
        ValueTemplate template = parse(value, vocabulary);
        problems.addAll(
                template.conflicts(value, name, new ValueType.ListOf(ValueType.Scalar.ANY)));
        return template;
    }

    /// The condition; none where it has problems, which are added.
    Optional<Condition> condition(Located.Scalar text, Vocabulary vocabulary) {
        return switch (Condition.parse(text, vocabulary, allowance)) {
            case Parsed.Valid<Condition>(Condition condition) -> Optional.of(condition);
            case Parsed.Invalid<Condition>(List<Problem> found, Optional<Condition> _) -> {
                problems.addAll(found);
                yield Optional.empty();
            }
        };
    }
}
