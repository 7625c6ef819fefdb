package net.swarmstack.model;

import java.util.Collection;
import java.util.Optional;

/// Finds the word that somebody probably meant.
public final class Nearest {

    /// More candidates than people read, and few enough for a file full of mistakes.
    private static final int MAX_CANDIDATES = 1000;

    private static final int MAX_WORD_LENGTH = 64;

    private Nearest() {}

    /// The candidate with the smallest edit distance, where at most a third of the word (and at
    /// least one letter) differs; one that differs in case alone before all others, of equals the
    /// first in order. Of many candidates the first 1,000; none for a word of more than 64
    /// characters.
    public static Optional<String> of(String word, Collection<String> candidates) {
        if (word.length() > MAX_WORD_LENGTH) {
            return Optional.empty();
        }
        String best = "";
        int bestDistance = Math.max(1, word.length() / 3) + 1;
        for (String candidate : candidates.stream().limit(MAX_CANDIDATES).sorted().toList()) {
            if (Math.abs(candidate.length() - word.length()) < bestDistance) {
                int distance = candidate.equalsIgnoreCase(word) ? 0 : distance(word, candidate);
                if (distance < bestDistance) {
                    best = candidate;
                    bestDistance = distance;
                }
            }
        }
        return best.isEmpty() ? Optional.empty() : Optional.of(best);
    }

    /// ` Did you mean "x"?`, or nothing where no candidate is near.
    public static String hint(String word, Collection<String> candidates) {
        return of(word, candidates).map(near -> " Did you mean \"" + near + "\"?").orElse("");
    }

    /// That something has nothing of a name, with what is near and what there is: `x has no input
    /// "nme". Did you mean "name"? It has: age, name`.
    ///
    /// @param what kind of thing it has: `input`
    public static String unknown(String owner, String what, String name, Collection<String> known) {
        return "%s has no %s %s.%s It has: %s"
                .formatted(
                        owner,
                        what,
                        Excerpt.quote(name),
                        hint(name, known),
                        known.isEmpty() ? "none" : Excerpt.names(known));
    }

    /// Optimal string alignment: insertions, deletions, replacements and swapped neighbours.
    private static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] =
                        Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + change);
                if (i > 1
                        && j > 1
                        && a.charAt(i - 1) == b.charAt(j - 2)
                        && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
