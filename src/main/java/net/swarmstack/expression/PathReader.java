package net.swarmstack.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads plain paths: a root, then `.name`, `[0]`, `["key"]` or `['key']`, with hyphens in names
/// and no space anywhere. What is no plain path is CEL.
final class PathReader {

    /// What looks like a root and is a value of CEL.
    private static final Set<String> CONSTANTS = Set.of("true", "false", "null");

    private static final int MAX_INDEX_DIGITS = 9;

    private final String text;
    private int at;

    private PathReader(String text) {
        this.text = text;
    }

    /// The path, where the text is one.
    static Optional<Path> read(String text) {
        return new PathReader(text).path();
    }

    /// Whether a key can follow a dot.
    static boolean isName(String text) {
        return !text.isEmpty() && new PathReader(text).name().equals(text);
    }

    private Optional<Path> path() {
        String root = name();
        if (root.isEmpty() || root.indexOf('-') >= 0 || CONSTANTS.contains(root)) {
            return Optional.empty();
        }
        List<Path.Segment> segments = new ArrayList<>();
        while (at < text.length()) {
            Optional<Path.Segment> segment = segment();
            if (segment.isEmpty()) {
                return Optional.empty();
            }
            segments.add(segment.get());
        }
        return Optional.of(new Path(root, segments));
    }

    private Optional<Path.Segment> segment() {
        char start = text.charAt(at++);
        if (start == '.') {
            String name = name();
            return name.isEmpty() ? Optional.empty() : Optional.of(new Path.Segment.Key(name));
        }
        int end = text.indexOf(']', at);
        if (start != '[' || end <= at) {
            return Optional.empty();
        }
        char first = text.charAt(at);
        return first == '"' || first == '\'' ? quotedKey(first) : index(end);
    }

    private Optional<Path.Segment> quotedKey(char quote) {
        int close = text.indexOf(quote, at + 1);
        if (close < 0 || close + 1 >= text.length() || text.charAt(close + 1) != ']') {
            return Optional.empty();
        }
        String key = text.substring(at + 1, close);
        at = close + 2;
        // CEL knows what an escape means.
        return key.indexOf('\\') >= 0 ? Optional.empty() : Optional.of(new Path.Segment.Key(key));
    }

    private Optional<Path.Segment> index(int end) {
        String digits = text.substring(at, end);
        at = end + 1;
        boolean isIndex =
                digits.length() <= MAX_INDEX_DIGITS
                        && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        return isIndex
                ? Optional.of(new Path.Segment.Index(Integer.parseInt(digits)))
                : Optional.empty();
    }

    private String name() {
        int start = at;
        while (at < text.length() && isNamePart(text.charAt(at), at == start)) {
            at++;
        }
        return text.substring(start, at);
    }

    private static boolean isNamePart(char c, boolean first) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || c == '_'
                || (!first && ((c >= '0' && c <= '9') || c == '-'));
    }
}
