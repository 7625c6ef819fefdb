package net.swarmstack.model;

/// Bounds the size of a regular expression from outside before it is compiled. RE2J matches in time
/// that grows with text and pattern alone, but compiles `((a{999}){999}){999}` until the memory is
/// used up.
public final class PatternBounds {

    private static final int MAX_LENGTH = 1000;
    private static final long MAX_PROGRAM_SIZE = 2000;

    private PatternBounds() {}

    /// Looks at a pattern, which need not be a valid one, and tells how many instructions it would
    /// have at most.
    ///
    /// @throws IllegalArgumentException where it is longer than 1,000 characters, or would have
    ///   more than 2,000 instructions; says which
    public static int check(String pattern) {
        if (pattern.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "a pattern of more than " + MAX_LENGTH + " characters");
        }
        long size = new SizeEstimate(pattern).programSize();
        if (size > MAX_PROGRAM_SIZE) {
            throw new IllegalArgumentException("a pattern whose repetitions make it too large");
        }
        return (int) size;
    }

    /// Adds up the instructions of a pattern without compiling it: one for each atom and operator,
    /// times the counts of `{n,m}` around it.
    private static final class SizeEstimate {

        private final String pattern;
        private int at;

        SizeEstimate(String pattern) {
            this.pattern = pattern;
        }

        long programSize() {
            long size = 0;
            while (at < pattern.length()) {
                size += group();
                at++;
            }
            return size;
        }

        /// Up to the closing parenthesis or the end.
        private long group() {
            long total = 0;
            long atom = 0;
            for (; at < pattern.length() && pattern.charAt(at) != ')'; at++) {
                switch (pattern.charAt(at)) {
                    case '*', '+', '?' -> atom += 1;
                    case '{' -> atom = Math.min(atom * repetitions(), MAX_PROGRAM_SIZE + 1);
                    default -> {
                        total += atom;
                        atom = atom();
                    }
                }
            }
            return total + atom + 1;
        }

        private long atom() {
            switch (pattern.charAt(at)) {
                case '(' -> {
                    at++;
                    return group();
                }
                case '[' -> skipClass();
                case '\\' -> skipEscape();
                default -> {}
            }
            return 1;
        }

        private void skipClass() {
            at++;
            if (at < pattern.length() && pattern.charAt(at) == '^') {
                at++;
            }
            // A bracket at the beginning of a class is one of its characters.
            at++;
            while (at < pattern.length() && pattern.charAt(at) != ']') {
                at += pattern.charAt(at) == '\\' ? 2 : 1;
            }
        }

        private void skipEscape() {
            at++;
            boolean named = at + 1 < pattern.length() && "pPx".indexOf(pattern.charAt(at)) >= 0;
            if (named && pattern.charAt(at + 1) == '{') {
                int end = pattern.indexOf('}', at);
                at = end < 0 ? pattern.length() : end;
            }
        }

        /// The largest number in `{n}`, `{n,}` or `{n,m}`; 1 where the brace is no such thing.
        private long repetitions() {
            int end = pattern.indexOf('}', at);
            if (end < 0) {
                return 1;
            }
            long most = 1;
            for (String count : pattern.substring(at + 1, end).split(",", 2)) {
                if (count.isEmpty()
                        || count.length() > 4
                        || !count.chars().allMatch(Character::isDigit)) {
                    return 2;
                }
                most = Math.max(most, Long.parseLong(count));
            }
            at = end;
            return most;
        }
    }
}
