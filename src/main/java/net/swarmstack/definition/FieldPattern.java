package net.swarmstack.definition;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

import net.swarmstack.model.Excerpt;
import net.swarmstack.model.PatternBounds;

/// Looks at the `pattern` of a declaration. A class of its own, so that the library of patterns is
/// loaded with the first pattern and not with the reader.
final class FieldPattern {

    private FieldPattern() {}

    /// Why a pattern is not taken; empty where it is.
    static String refusal(String pattern) {
        try {
            PatternBounds.check(pattern);
            Pattern.compile(pattern);
            return "";
        } catch (PatternSyntaxException e) {
            return "not a pattern of RE2: "
                    + e.getDescription()
                    + ": "
                    + Excerpt.of(e.getPattern());
        } catch (IllegalArgumentException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
