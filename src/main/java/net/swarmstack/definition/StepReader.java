package net.swarmstack.definition;

import net.swarmstack.model.Excerpt;
import net.swarmstack.model.Located;
import net.swarmstack.model.StepId;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads a step of `workflow.yaml`.
final class StepReader {

    private static final List<String> KEYS =
            List.of(
                    "id",
                    "name",
                    "agent",
                    "needs",
                    "if",
                    "inputs",
                    "timeout_seconds",
                    "step_timeout_seconds",
                    "retry",
                    "continue_on_error");

    /// What CEL, the language of expressions, takes for something else after `steps.`.
    private static final Set<String> RESERVED_WORDS =
            Set.of(
                    "as",
                    "break",
                    "const",
                    "continue",
                    "else",
                    "false",
                    "for",
                    "function",
                    "if",
                    "import",
                    "in",
                    "let",
                    "loop",
                    "namespace",
                    "null",
                    "package",
                    "return",
                    "true",
                    "var",
                    "void",
                    "while");

    private final Problems problems;

    StepReader(Problems problems) {
        this.problems = problems;
    }

    /// The step, where its id and agent can be read.
    Optional<StepDefinition> read(Located item) {
        return Section.of(item, what(item), KEYS, problems).flatMap(this::step);
    }

    private Optional<StepDefinition> step(Section section) {
        Optional<LocatedText> id = section.requiredText("id").filter(this::isId);
        Optional<LocatedText> agent = section.requiredText("agent");
        String name = section.text("name");
        Optional<List<LocatedText>> needs =
                section.get("needs").map(_ -> section.locatedTexts("needs"));
        Located.Mapping inputs = section.mapping("inputs");
        Optional<Located.Scalar> condition = condition(section);
        Optional<Duration> timeout = timeout(section, "timeout_seconds");
        Optional<Duration> stepTimeout = timeout(section, "step_timeout_seconds");
        RetryPolicy retry = new RetryReader(problems).read(section);
        boolean continueOnError = section.bool("continue_on_error", false);
        if (id.isEmpty() || agent.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new StepDefinition(
                        new StepId(id.get().text()),
                        id.get().at(),
                        name.isEmpty() ? id.get().text() : name,
                        agent.get(),
                        needs,
                        inputs,
                        condition,
                        timeout,
                        stepTimeout,
                        retry,
                        continueOnError));
    }

    private static Optional<Duration> timeout(Section section, String key) {
        return section.seconds(
                key, RuntimeReader.MIN_TIMEOUT_SECONDS, RuntimeReader.MAX_TIMEOUT_SECONDS);
    }

    /// The key `if`: an expression, or `true` or `false` itself.
    private Optional<Located.Scalar> condition(Section section) {
        Optional<Located> value = section.get("if");
        if (value.isPresent()
                && value.get() instanceof Located.Scalar scalar
                && (scalar.value().isString() || scalar.value().isBoolean())) {
            return Optional.of(scalar);
        }
        value.ifPresent(v -> problems.add(v.at(), Section.wrongType("\"if\"", "an expression", v)));
        return Optional.empty();
    }

    private boolean isId(LocatedText id) {
        if (!StepId.isValid(id.text())) {
            problems.add(
                    id.at(),
                    Excerpt.quote(id.text())
                            + " is no id of a step: a letter or _, then up to 62 letters, digits, _"
                            + " and -");
            return false;
        }
        if (RESERVED_WORDS.contains(id.text())) {
            problems.add(
                    id.at(),
                    Excerpt.quote(id.text())
                            + " is a word of the language of expressions: take another id");
            return false;
        }
        return true;
    }

    /// How problems name the step: by its id where that is readable.
    private static String what(Located item) {
        if (item instanceof Located.Mapping mapping) {
            Located.Entry id = mapping.entries().get("id");
            if (id != null && id.value() instanceof Located.Scalar scalar) {
                return "step " + Excerpt.quote(scalar.value().asString());
            }
        }
        return "a step";
    }
}
