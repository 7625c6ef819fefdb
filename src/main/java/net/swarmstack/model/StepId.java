package net.swarmstack.model;

import java.util.OptionalInt;
import java.util.regex.Pattern;

/// The id of a step, as its author wrote it in `workflow.yaml`, or of one item of a step with
/// `foreach`, as in `classify[3]`.
public record StepId(String value) implements Comparable<StepId> {

    private static final Pattern FORM = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]{0,62}");
    private static final Pattern ITEM = Pattern.compile(FORM + "\\[(0|[1-9][0-9]{0,8})]");

    /// @throws IllegalArgumentException where the value has neither form
    public StepId {
        if (!isValid(value) && !ITEM.matcher(value).matches()) {
            throw new IllegalArgumentException("not a step id: " + value);
        }
    }

    /// Whether a text may be the id of a step: a letter or `_`, then up to 62 letters, digits, `_`
    /// and `-`.
    public static boolean isValid(String text) {
        return FORM.matcher(text).matches();
    }

    /// Of an item of this step.
    ///
    /// @param index from 0
    public StepId item(int index) {
        return new StepId(value + "[" + index + "]");
    }

    /// Whether it is of an item.
    public boolean isItem() {
        return value.endsWith("]");
    }

    /// Which item it is of, from 0.
    public OptionalInt index() {
        return isItem()
                ? OptionalInt.of(
                        Integer.parseInt(value, value.indexOf('[') + 1, value.length() - 1, 10))
                : OptionalInt.empty();
    }

    /// The step that an item is of; the step itself where it is no item.
    public StepId step() {
        return isItem() ? new StepId(value.substring(0, value.indexOf('['))) : this;
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
