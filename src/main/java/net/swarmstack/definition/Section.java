package net.swarmstack.definition;

import net.swarmstack.model.Excerpt;
import net.swarmstack.model.Located;
import net.swarmstack.model.Location;
import net.swarmstack.model.Nearest;

import tools.jackson.databind.JsonNode;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// A mapping of a definition and the keys it may have. What is missing or has the wrong type is
/// added to the problems, and a fallback goes on in its place. A key without a value is as good as
/// absent. A key that is not known is read as the one it was probably meant for, so that nothing
/// seems to be missing that is only misspelt.
public final class Section {

    private static final BigDecimal NANOS_PER_SECOND = BigDecimal.valueOf(1_000_000_000L);

    private final Location at;
    private final Map<String, Located.Entry> entries;
    private final String what;
    private final Problems problems;

    private Section(
            Location at, Map<String, Located.Entry> entries, String what, Problems problems) {
        this.at = at;
        this.entries = entries;
        this.what = what;
        this.problems = problems;
    }

    /// The section, unless the value is no mapping. Keys that are not known are problems.
    ///
    /// @param what how problems name it, as in `runtime`
    public static Optional<Section> of(
            Located value, String what, Collection<String> known, Problems problems) {
        if (!(value instanceof Located.Mapping mapping)) {
            problems.add(value.at(), wrongType(what, "a mapping", value));
            return Optional.empty();
        }
        var entries = new HashMap<>(mapping.entries());
        mapping.entries()
                .forEach((key, entry) -> {
                    if (!known.contains(key)) {
                        problems.add(entry.keyAt(), unknownKey(key, what, known));
                        Nearest.of(key, known).ifPresent(near -> entries.putIfAbsent(near, entry));
                    }
                });
        return Optional.of(new Section(mapping.at(), entries, what, problems));
    }

    Location at() {
        return at;
    }

    Problems problems() {
        return problems;
    }

    boolean has(String key) {
        return get(key).isPresent();
    }

    /// The value of a key, where it has one.
    public Optional<Located> get(String key) {
        return Optional.ofNullable(entries.get(key))
                .map(Located.Entry::value)
                .filter(value -> !isNull(value));
    }

    /// The value of a key that must have one.
    Optional<Located> required(String key) {
        Optional<Located> value = get(key);
        if (value.isEmpty()) {
            Located.Entry entry = entries.get(key);
            if (entry == null || !problems.isUnreadable(entry.value().at())) {
                problems.add(
                        entry == null ? at : entry.keyAt(),
                        what + " needs a value for \"" + key + "\"");
            }
        }
        return value;
    }

    /// A text; empty where there is none.
    public String text(String key) {
        return get(key).flatMap(value -> textOf(quoted(key), value)).orElse("");
    }

    /// A text of at least one character, with its place.
    Optional<LocatedText> requiredText(String key) {
        return required(key)
                .flatMap(value -> {
                    Optional<String> text = textOf(quoted(key), value);
                    if (text.isPresent() && text.get().isBlank()) {
                        problems.add(value.at(), quoted(key) + " is empty");
                        return Optional.empty();
                    }
                    return text.map(t -> new LocatedText(t, value.at()));
                });
    }

    /// One of the constants of an enum, written in lower case.
    public <E extends Enum<E>> E word(String key, Class<E> words, E fallback) {
        if (!has(key)) {
            return fallback;
        }
        List<String> names =
                Stream.of(words.getEnumConstants())
                        .map(word -> word.name().toLowerCase(Locale.ROOT))
                        .toList();
        return requiredText(key)
                .map(written -> {
                    int index = names.indexOf(written.text());
                    if (index < 0) {
                        problems.add(
                                written.at(),
                                "%s must be one of %s, not %s.%s"
                                        .formatted(
                                                quoted(key),
                                                String.join(", ", names),
                                                Excerpt.quote(written.text()),
                                                Nearest.hint(written.text(), names)));
                    }
                    return index < 0 ? fallback : words.getEnumConstants()[index];
                })
                .orElse(fallback);
    }

    /// The items of a list; none where there is no list.
    List<Located> items(String key) {
        return get(key).map(value -> itemsOf(key, value)).orElse(List.of());
    }

    /// The texts of a list.
    List<String> texts(String key) {
        return locatedTexts(key).stream().map(LocatedText::text).toList();
    }

    /// The texts of a list, with their places.
    List<LocatedText> locatedTexts(String key) {
        List<LocatedText> texts = new ArrayList<>();
        for (Located item : items(key)) {
            textOf("each of " + key, item)
                    .ifPresent(text -> texts.add(new LocatedText(text, item.at())));
        }
        return texts;
    }

    /// A mapping; an empty one where there is none.
    public Located.Mapping mapping(String key) {
        Optional<Located> value = get(key);
        if (value.isPresent() && value.get() instanceof Located.Mapping found) {
            return found;
        }
        value.ifPresent(v -> problems.add(v.at(), wrongType(quoted(key), "a mapping", v)));
        return new Located.Mapping(value.map(Located::at).orElse(at), Map.of());
    }

    /// `true` or `false`.
    public boolean bool(String key, boolean fallback) {
        Optional<Located> value = get(key);
        if (value.isEmpty() || value.get().toJson().isBoolean()) {
            return value.map(v -> v.toJson().booleanValue()).orElse(fallback);
        }
        problems.add(value.get().at(), wrongType(quoted(key), "true or false", value.get()));
        return fallback;
    }

    /// A number within bounds.
    double number(String key, double min, double max, double fallback) {
        BigDecimal least = BigDecimal.valueOf(min);
        BigDecimal most = BigDecimal.valueOf(max);
        String allowed = "a number from " + plain(least) + " to " + plain(most);
        return bounded(key, allowed, JsonNode::isNumber, least, most)
                .map(BigDecimal::doubleValue)
                .orElse(fallback);
    }

    private static String plain(BigDecimal number) {
        return number.stripTrailingZeros().toPlainString();
    }

    /// A whole number within bounds.
    public int integer(String key, int min, int max, int fallback) {
        String allowed = String.format(Locale.ROOT, "a whole number from %,d to %,d", min, max);
        BigDecimal least = BigDecimal.valueOf(min);
        return bounded(key, allowed, JsonNode::isIntegralNumber, least, BigDecimal.valueOf(max))
                .map(BigDecimal::intValue)
                .orElse(fallback);
    }

    /// A length of time in seconds, fractions allowed.
    Optional<Duration> seconds(String key, BigDecimal min, BigDecimal max) {
        String allowed =
                String.format(
                        Locale.ROOT, "a number of seconds from %s to %,d", min, max.longValue());
        return bounded(key, allowed, JsonNode::isNumber, min, max)
                .map(seconds -> Duration.ofNanos(seconds.multiply(NANOS_PER_SECOND).longValue()));
    }

    private Optional<BigDecimal> bounded(
            String key,
            String allowed,
            Predicate<JsonNode> isKind,
            BigDecimal min,
            BigDecimal max) {
        return get(key).flatMap(value -> {
            JsonNode number = value.toJson();
            if (!isKind.test(number)) {
                problems.add(value.at(), wrongType(quoted(key), allowed, value));
                return Optional.empty();
            }
            BigDecimal found = number.decimalValue();
            if (found.compareTo(min) < 0 || found.compareTo(max) > 0) {
                problems.add(value.at(), quoted(key) + " must be " + allowed);
                return Optional.empty();
            }
            return Optional.of(found);
        });
    }

    /// The text of a value; a problem where it is no text, or holds control characters other than
    /// line ends and tabs.
    private Optional<String> textOf(String subject, Located value) {
        if (!(value instanceof Located.Scalar scalar) || !scalar.value().isString()) {
            problems.add(value.at(), wrongType(subject, "text", value));
            return Optional.empty();
        }
        String text = scalar.value().stringValue();
        if (text.chars().anyMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\t')) {
            problems.add(value.at(), subject + " holds a control character");
            return Optional.empty();
        }
        return Optional.of(text);
    }

    private List<Located> itemsOf(String key, Located value) {
        if (value instanceof Located.Sequence sequence) {
            return sequence.items();
        }
        problems.add(value.at(), wrongType(quoted(key), "a list", value));
        return List.of();
    }

    static String unknownKey(String key, String what, Collection<String> known) {
        String hint = Nearest.hint(key, known);
        return "unknown key "
                + Excerpt.quote(key)
                + " in "
                + what
                + "."
                + (hint.isEmpty() ? " Known here: " + String.join(", ", known) : hint);
    }

    static String wrongType(String subject, String expected, Located value) {
        return subject + " must be " + expected + ", not " + kind(value);
    }

    private static String quoted(String key) {
        return '"' + key + '"';
    }

    private static boolean isNull(Located value) {
        return value instanceof Located.Scalar scalar && scalar.value().isNull();
    }

    private static String kind(Located value) {
        return switch (value) {
            case Located.Sequence _ -> "a list";
            case Located.Mapping _ -> "a mapping";
            case Located.Scalar(Location _, JsonNode json, Optional<Location> _) ->
                    switch (json.getNodeType()) {
                        case NUMBER -> "the number " + json;
                        case BOOLEAN -> json + " (put text in quotes)";
                        case NULL -> "null";
                        case STRING -> "text";
                        case ARRAY, BINARY, MISSING, OBJECT, POJO -> "a value";
                    };
        };
    }
}
