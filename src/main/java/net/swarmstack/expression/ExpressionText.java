package net.swarmstack.expression;

import java.util.Optional;
import java.util.Set;

/// The text of an expression as far as string literals go: what is inside of them means nothing.
final class ExpressionText {

    static final int MAX_LENGTH = 4096;

    private static final String STEPS = Vocabulary.STEPS + ".";

    private ExpressionText() {}

    /// The text of an expression without what surrounds it.
    ///
    /// @param example of what was expected
    /// @throws ExpressionException where it is empty or too long
    static String bounded(String text, String example) throws ExpressionException {
        String stripped = text.strip();
        if (stripped.isEmpty()) {
            throw new ExpressionException("empty: expected " + example);
        }
        if (stripped.length() > MAX_LENGTH) {
            throw new ExpressionException("longer than " + MAX_LENGTH + " characters");
        }
        return stripped;
    }

    /// Whether `${` stands outside of string literals.
    static boolean hasBraces(String text) {
        for (int at = 0; at >= 0 && at < text.length(); at = next(text, at)) {
            if (text.startsWith("${", at)) {
                return true;
            }
        }
        return false;
    }

    /// Where the `}` stands that ends an expression; -1 where it has no end.
    ///
    /// @param from after its `${`
    static int end(String text, int from) {
        int depth = 0;
        for (int at = from; at >= 0 && at < text.length(); at = next(text, at)) {
            switch (text.charAt(at)) {
                case '{' -> depth++;
                case '}' -> {
                    if (depth == 0) {
                        return at;
                    }
                    depth--;
                }
                default -> {}
            }
        }
        return -1;
    }

    /// The expression with every `steps.<id>` of an id with hyphens as `steps["<id>"]`, which is
    /// how CEL has to read it; of several ids that fit, the longest.
    static String withQuotedIds(String text, Set<String> ids) {
        if (text.indexOf('-') < 0) {
            return text;
        }
        var result = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            Optional<String> id = hyphenatedId(text, at, ids);
            if (id.isPresent()) {
                result.append("steps[\"").append(id.get()).append("\"]");
                at += STEPS.length() + id.get().length();
            } else {
                int next = next(text, at);
                int end = next < 0 ? text.length() : next;
                result.append(text, at, end);
                at = end;
            }
        }
        return result.toString();
    }

    /// The longest id that follows `steps.` at a position, where it holds a hyphen.
    private static Optional<String> hyphenatedId(String text, int at, Set<String> ids) {
        boolean startsName =
                at == 0 || (!isNamePart(text.charAt(at - 1)) && text.charAt(at - 1) != '.');
        if (!startsName || !text.startsWith(STEPS, at)) {
            return Optional.empty();
        }
        int start = at + STEPS.length();
        int end = start;
        while (end < text.length() && (isNamePart(text.charAt(end)) || text.charAt(end) == '-')) {
            end++;
        }
        for (int cut = end; cut > start; cut--) {
            boolean whole = cut == end || text.charAt(cut) == '-';
            if (whole && ids.contains(text.substring(start, cut))) {
                return Optional.of(text.substring(start, cut)).filter(id -> id.indexOf('-') > 0);
            }
        }
        return Optional.empty();
    }

    /// The first name after a dot that holds a hyphen, as in `trigger.first-name`.
    static Optional<String> firstHyphenatedName(String text) {
        for (int at = 0; at >= 0 && at < text.length(); at = next(text, at)) {
            if (text.charAt(at) == '.') {
                int end = at + 1;
                while (end < text.length()
                        && (isNamePart(text.charAt(end)) || text.charAt(end) == '-')) {
                    end++;
                }
                String name = text.substring(at + 1, end);
                if (name.indexOf('-') > 0 && !name.endsWith("-")) {
                    return Optional.of(name);
                }
            }
        }
        return Optional.empty();
    }

    /// The position after the character or string literal at a position; -1 where a literal has no
    /// end.
    private static int next(String text, int at) {
        char c = text.charAt(at);
        if (c != '"' && c != '\'') {
            return at + 1;
        }
        String quote = String.valueOf(c);
        if (text.startsWith(quote.repeat(3), at)) {
            quote = quote.repeat(3);
        }
        boolean raw = isRaw(text, at);
        int inside = at + quote.length();
        while (inside < text.length() && !text.startsWith(quote, inside)) {
            inside += text.charAt(inside) == '\\' && !raw ? 2 : 1;
        }
        return inside < text.length() ? inside + quote.length() : -1;
    }

    /// Whether `r` stands before the quote, alone or beside the `b` of bytes.
    private static boolean isRaw(String text, int quote) {
        int start = quote;
        while (start > 0 && isNamePart(text.charAt(start - 1))) {
            start--;
        }
        String prefix = text.substring(start, quote);
        return prefix.equalsIgnoreCase("r")
                || prefix.equalsIgnoreCase("br")
                || prefix.equalsIgnoreCase("rb");
    }

    private static boolean isNamePart(char c) {
        return c == '_'
                || (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9');
    }
}
