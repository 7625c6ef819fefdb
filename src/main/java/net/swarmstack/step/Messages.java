package net.swarmstack.step;

import java.math.BigDecimal;
import java.time.Duration;

/// Text for people, made of what agents wrote.
final class Messages {

    private static final int MAX_CODE_POINTS = 1000;

    private Messages() {}

    /// One line of at most 1,000 characters: white space becomes a space, other control characters
    /// are taken out, so that it can't move a terminal's cursor or forge a second line.
    static String oneLine(String text) {
        var line = new StringBuilder();
        text.codePoints()
                .map(c -> Character.isWhitespace(c) || Character.isSpaceChar(c) ? ' ' : c)
                .filter(c -> !isControl(c))
                .limit(MAX_CODE_POINTS + 1)
                .forEach(line::appendCodePoint);
        String result = line.toString().strip();
        return result.codePointCount(0, result.length()) <= MAX_CODE_POINTS
                ? result
                : result.substring(0, result.offsetByCodePoints(0, MAX_CODE_POINTS)) + "…";
    }

    /// A length such as `2.5 s`.
    static String seconds(Duration length) {
        return BigDecimal.valueOf(length.toMillis(), 3).stripTrailingZeros().toPlainString() + " s";
    }

    private static boolean isControl(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE -> true;
            default -> false;
        };
    }
}
