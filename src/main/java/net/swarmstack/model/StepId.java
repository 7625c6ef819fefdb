package net.swarmstack.model;

import java.util.regex.Pattern;

/// The id of a step, as its author wrote it in `workflow.yaml`.
public record StepId(String value) implements Comparable<StepId> {

    private static final Pattern FORM = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]{0,62}");

    /// @throws IllegalArgumentException where the value has not the form of a step id
    public StepId {
        if (!isValid(value)) {
            throw new IllegalArgumentException("not a step id: " + value);
        }
    }

    /// Whether a text may be the id of a step: a letter or `_`, then up to 62 letters, digits, `_`
    /// and `-`.
    public static boolean isValid(String text) {
        return FORM.matcher(text).matches();
    }

    @Override
    public int compareTo(StepId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
