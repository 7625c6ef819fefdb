package net.swarmstack.model;

import java.util.Collection;
import java.util.stream.Collectors;

/// Pieces of files and data as messages show them: on one line, without control characters, cut to
/// a length that people read.
public final class Excerpt {

    private static final int MAX_LENGTH = 100;
    private static final int MAX_LINE = 1000;
    private static final int MAX_NAMES = 20;

    private Excerpt() {}

    /// At most the first 100 characters.
    public static String of(String text) {
        boolean isLong = text.codePointCount(0, text.length()) > MAX_LENGTH;
        String cut = isLong ? text.substring(0, text.offsetByCodePoints(0, MAX_LENGTH)) : text;
        return cut.codePoints()
                        .map(c -> Character.isISOControl(c) ? ' ' : c)
                        .collect(
                                StringBuilder::new,
                                StringBuilder::appendCodePoint,
                                StringBuilder::append)
                + (isLong ? "…" : "");
    }

    /// The same in quotes.
    public static String quote(String text) {
        return '"' + of(text) + '"';
    }

    /// At most the first 20 names, with commas.
    public static String names(Collection<String> names) {
        String list =
                names.stream().limit(MAX_NAMES).map(Excerpt::of).collect(Collectors.joining(", "));
        return names.size() > MAX_NAMES ? list + ", … (" + names.size() + " in all)" : list;
    }

    /// A message as one line of at most 1,000 characters: white space becomes a space, other
    /// control characters are taken out, so that it can't move a terminal's cursor or forge a
    /// second line. Empty where nothing else is in it.
    public static String line(String text) {
        var line = new StringBuilder();
        text.codePoints()
                .map(c -> Character.isWhitespace(c) || Character.isSpaceChar(c) ? ' ' : c)
                .filter(c -> !isControl(c))
                .limit(MAX_LINE + 1)
                .forEach(line::appendCodePoint);
        String result = line.toString().strip();
        return result.codePointCount(0, result.length()) <= MAX_LINE
                ? result
                : result.substring(0, result.offsetByCodePoints(0, MAX_LINE)) + "…";
    }

    private static boolean isControl(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE -> true;
            default -> false;
        };
    }
}
