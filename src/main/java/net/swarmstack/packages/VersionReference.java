package net.swarmstack.packages;

import org.semver4j.Semver;
import org.semver4j.range.RangeList;
import org.semver4j.range.RangeListFactory;

import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// A reference to a version of an agent or workflow: `name` (the highest release), `name@1.2.0`
/// (this one), or `name@^1.2` (the highest in an npm range).
///
/// @param range what stands behind the `@`, where there is one
public record VersionReference(String name, Optional<String> range) {

    private static final int MAX_LENGTH = 200;

    /// Checked before the library sees a range, for it takes `latest` for everything, `foo bar` for
    /// nothing, and fails on numbers over 32 bits.
    private static final String VERSION =
            "(\\d{1,9}|[xX*])(\\.(\\d{1,9}|[xX*])){0,2}(-[0-9A-Za-z.-]{1,64})?";

    private static final String COMPARATOR = "(\\^|~|>=|<=|>|<|=)?" + VERSION;
    private static final String ALTERNATIVE =
            "(" + VERSION + " - " + VERSION + "|" + COMPARATOR + "( " + COMPARATOR + ")*)";
    private static final Pattern RANGE =
            Pattern.compile(ALTERNATIVE + "( ?\\|\\| ?" + ALTERNATIVE + ")*");

    /// The reference of a text; empty where it has not the form of one.
    public static Optional<VersionReference> parse(String text) {
        int at = text.indexOf('@');
        if (text.length() > MAX_LENGTH || text.isBlank() || at == 0) {
            return Optional.empty();
        }
        if (at < 0) {
            return Optional.of(new VersionReference(text, Optional.empty()));
        }
        String range = text.substring(at + 1);
        return RANGE.matcher(range).matches()
                ? Optional.of(new VersionReference(text.substring(0, at), Optional.of(range)))
                : Optional.empty();
    }

    /// The version that the reference means. A pre-release is meant only where the reference names
    /// it, or another one of the same three numbers.
    public Optional<String> choose(Collection<String> versions) {
        if (range.isPresent() && versions.contains(range.get())) {
            return range;
        }
        Predicate<Semver> wanted =
                range.<Predicate<Semver>>map(VersionReference::satisfying).orElse(Semver::isStable);
        return versions.stream()
                .map(Semver::parse)
                .filter(Objects::nonNull)
                .filter(wanted)
                .max(Semver::compareTo)
                .map(Semver::getVersion);
    }

    private static Predicate<Semver> satisfying(String range) {
        RangeList ranges = RangeListFactory.create(range);
        return ranges::isSatisfiedBy;
    }

    /// As it is written.
    @Override
    public String toString() {
        return range.map(wanted -> name + "@" + wanted).orElse(name);
    }
}
