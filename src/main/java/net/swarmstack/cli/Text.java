package net.swarmstack.cli;

import java.util.Locale;

/// Text from outside, made fit for a terminal: what an agent or a file says may not move the
/// cursor, change colours or hide what follows.
final class Text {

    /// Of bytes, each 1,024 times the one before.
    private static final String UNITS = "KMGTPE";

    private Text() {}

    /// One line: control characters, line ends and marks of direction as escapes.
    static String visible(String text) {
        return escape(text, false);
    }

    /// A JSON document that a terminal shows as it is. Still the same document: such characters can
    /// only stand in its strings.
    static String visibleJson(String json) {
        return escape(json, true);
    }

    private static String escape(String text, boolean keepLineEnds) {
        if (text.codePoints().noneMatch(Text::isHidden)) {
            return text;
        }
        var visible = new StringBuilder(text.length() + 16);
        text.codePoints()
                .forEach(c -> {
                    if (!isHidden(c) || (keepLineEnds && c == '\n')) {
                        visible.appendCodePoint(c);
                    } else if (c == '\n') {
                        visible.append("\\n");
                    } else if (c == '\t') {
                        visible.append("\\t");
                    } else {
                        visible.append(String.format(Locale.ROOT, "\\u%04x", c));
                    }
                });
        return visible.toString();
    }

    private static boolean isHidden(int c) {
        return Character.isISOControl(c)
                || between(c, 0x2028, 0x202e)
                || between(c, 0x2066, 0x2069)
                || between(c, Character.MIN_SURROGATE, Character.MAX_SURROGATE);
    }

    private static boolean between(int c, int first, int last) {
        return first <= c && c <= last;
    }

    /// How many columns of a terminal a visible text takes.
    static int width(String text) {
        return text.codePoints().map(Text::width).sum();
    }

    /// The text, or as much of its beginning as fits, then `…`.
    static String fit(String text, int columns) {
        if (width(text) <= columns) {
            return text;
        }
        var kept = new StringBuilder();
        int used = 1;
        for (int c : text.codePoints().toArray()) {
            used += width(c);
            if (used > columns) {
                break;
            }
            kept.appendCodePoint(c);
        }
        return kept.append('…').toString();
    }

    private static int width(int c) {
        return switch (Character.getType(c)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> 0;
            default -> isWide(c) ? 2 : 1;
        };
    }

    /// The blocks of Unicode's East Asian wide characters and emoji.
    private static boolean isWide(int c) {
        return between(c, 0x1100, 0x115f)
                || between(c, 0x2e80, 0xa4cf)
                || between(c, 0xac00, 0xd7a3)
                || between(c, 0xf900, 0xfaff)
                || between(c, 0xfe30, 0xfe6f)
                || between(c, 0xff00, 0xff60)
                || between(c, 0xffe0, 0xffe6)
                || between(c, 0x1f300, 0x1faff)
                || between(c, 0x20000, 0x3fffd);
    }

    /// A length of time for people: `35 ms`, `1.2 s`, `2 m 05 s`, `3 h 07 m`.
    static String duration(long millis) {
        if (millis < 1_000) {
            return millis + " ms";
        }
        if (millis < 60_000) {
            return millis / 1_000 + "." + millis / 100 % 10 + " s";
        }
        long seconds = millis / 1_000;
        return seconds < 3_600
                ? String.format(Locale.ROOT, "%d m %02d s", seconds / 60, seconds % 60)
                : String.format(Locale.ROOT, "%d h %02d m", seconds / 3_600, seconds / 60 % 60);
    }

    /// A number of bytes for people: `35 B`, `1.2 KiB`, `3.4 GiB`.
    static String bytes(long bytes) {
        if (bytes < 1_024) {
            return bytes + " B";
        }
        int power = Math.min((63 - Long.numberOfLeadingZeros(bytes)) / 10, UNITS.length());
        long tenths = ((bytes >> (10 * (power - 1))) * 10) >> 10;
        return tenths / 10 + "." + tenths % 10 + " " + UNITS.charAt(power - 1) + "iB";
    }

    /// The end of an id that tables show: the first digits of ids made in one minute are the same.
    static String shortId(String id) {
        return id.substring(Math.max(0, id.length() - 8));
    }
}
