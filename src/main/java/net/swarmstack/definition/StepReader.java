package net.swarmstack.definition;

import net.swarmstack.model.Excerpt;
import net.swarmstack.model.Isolation;
import net.swarmstack.model.Located;
import net.swarmstack.model.Location;
import net.swarmstack.model.StepId;

import java.time.Duration;
import java.util.List;
import java.util.Map;
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
                    "foreach",
                    "concurrency",
                    "inputs",
                    "timeout_seconds",
                    "step_timeout_seconds",
                    "retry",
                    "continue_on_error",
                    "effects",
                    "isolation");

    private static final List<String> KEYS_IN_HANDLERS =
            List.of(
                    "id",
                    "name",
                    "agent",
                    "if",
                    "inputs",
                    "timeout_seconds",
                    "step_timeout_seconds",
                    "retry",
                    "isolation");

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

    /// More items are never begun ahead of those that execute.
    private static final int MAX_CONCURRENCY = 256;

    private final List<String> keys;
    private final Problems problems;

    private StepReader(List<String> keys, Problems problems) {
        this.keys = keys;
        this.problems = problems;
    }

    /// Of the steps of a workflow.
    static StepReader ofSteps(Problems problems) {
        return new StepReader(KEYS, problems);
    }

    /// Of the steps among the handlers of a run's end.
    static StepReader ofHandlers(Problems problems) {
        return new StepReader(KEYS_IN_HANDLERS, problems);
    }

    /// The step. Where there are problems it is none to use, but it keeps its place in the list and
    /// what of it can be read.
    StepDefinition read(Located item) {
        return Section.of(item, what(item), keys, problems)
                .map(this::step)
                .orElseGet(() -> unreadable(item));
    }

    private StepDefinition step(Section section) {
        LocatedText id = id(section);
        LocatedText agent = section.requiredText("agent").orElse(nothing(section.at()));
        String name = section.text("name");
        Optional<List<LocatedText>> needs =
                section.get("needs").map(_ -> section.locatedTexts("needs"));
        Located.Mapping inputs = section.mapping("inputs");
        Optional<Located.Scalar> condition = condition(section);
        Optional<Located> forEach = section.get("foreach").filter(this::isListOrExpression);
        int concurrency = section.integer("concurrency", 1, MAX_CONCURRENCY, MAX_CONCURRENCY);
        if (section.has("concurrency") && !section.has("foreach")) {
            problems.add(
                    section.required("concurrency").orElseThrow().at(),
                    "\"concurrency\" is how many items execute at once: a step without"
                            + " \"foreach\" has none");
        }
        Optional<Duration> timeout = timeout(section, "timeout_seconds");
        Optional<Duration> stepTimeout = timeout(section, "step_timeout_seconds");
        RetryPolicy retry = new RetryReader(problems).read(section);
        boolean continueOnError = section.bool("continue_on_error", false);
        return new StepDefinition(
                id,
                name.isEmpty() ? id.text() : name,
                agent,
                needs,
                inputs,
                condition,
                forEach,
                concurrency,
                timeout,
                stepTimeout,
                retry,
                continueOnError,
                section.word("effects", StepEffects.class, StepEffects.IDEMPOTENT),
                section.word("isolation", Isolation.class, Isolation.PROCESS));
    }

    /// A step of which nothing is known, not even that it waits for the one before it.
    private static StepDefinition unreadable(Located item) {
        return new StepDefinition(
                nothing(item.at()),
                "",
                nothing(item.at()),
                Optional.of(List.of()),
                new Located.Mapping(item.at(), Map.of()),
                Optional.empty(),
                Optional.empty(),
                1,
                Optional.empty(),
                Optional.empty(),
                RetryPolicy.NONE,
                false,
                StepEffects.IDEMPOTENT,
                Isolation.PROCESS);
    }

    private static LocatedText nothing(Location at) {
        return new LocatedText("", at);
    }

    private static Optional<Duration> timeout(Section section, String key) {
        return section.seconds(
                key, RuntimeReader.MIN_TIMEOUT_SECONDS, RuntimeReader.MAX_TIMEOUT_SECONDS);
    }

    private boolean isListOrExpression(Located value) {
        boolean isOne =
                value instanceof Located.Sequence
                        || (value instanceof Located.Scalar scalar && scalar.value().isString());
        if (!isOne) {
            problems.add(value.at(), Section.wrongType("\"foreach\"", "a list", value));
        }
        return isOne;
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

    /// What stands for an id, whether it can be one or not: other steps may name it so.
    private LocatedText id(Section section) {
        Optional<LocatedText> text = section.requiredText("id");
        text.ifPresent(this::checkId);
        return text.or(() ->
                        section.get("id")
                                .flatMap(StepReader::scalar)
                                .map(id -> new LocatedText(id.value().asString(), id.at())))
                .orElse(nothing(section.at()));
    }

    private void checkId(LocatedText id) {
        if (!StepId.isValid(id.text())) {
            problems.add(
                    id.at(),
                    Excerpt.quote(id.text())
                            + " is no id of a step: a letter or _, then up to 62 letters, digits, _"
                            + " and -");
        } else if (RESERVED_WORDS.contains(id.text())) {
            problems.add(
                    id.at(),
                    Excerpt.quote(id.text())
                            + " is a word of the language of expressions: take another id");
        }
    }

    /// How problems name the step: by its id where that is readable.
    private static String what(Located item) {
        return item instanceof Located.Mapping mapping
                ? mapping.value("id")
                        .flatMap(StepReader::scalar)
                        .map(id -> StepDefinition.label(id.value().asString()))
                        .orElse(StepDefinition.label(""))
                : StepDefinition.label("");
    }

    private static Optional<Located.Scalar> scalar(Located value) {
        return value instanceof Located.Scalar scalar ? Optional.of(scalar) : Optional.empty();
    }
}
