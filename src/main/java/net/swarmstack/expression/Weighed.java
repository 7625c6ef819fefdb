package net.swarmstack.expression;

import dev.cel.common.values.CelByteString;
import dev.cel.common.values.CelValue;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/// A list or map as CEL sees it, which nobody changes and which knows how much it is. CEL walks a
/// plain one down to its leaves each time that it touches it, and takes a value of its own kind as
/// it is.
abstract sealed class Weighed extends CelValue permits CelList, CelMap {

    /// More is not counted: it is more than any evaluation may build.
    static final int MAX_WEIGHT = 1 << 26;

    /// One for each value on every level, and one for each character of its texts.
    abstract int weight();

    public abstract int size();

    public final boolean isEmpty() {
        return size() == 0;
    }

    @Override
    public final boolean isZeroValue() {
        return isEmpty();
    }

    @Override
    public final Object value() {
        return this;
    }

    @Override
    public abstract boolean equals(Object other);

    /// Without a walk: it is looked up in maps, and is no key of any.
    @Override
    public final int hashCode() {
        return size();
    }

    static UnsupportedOperationException unchangeable() {
        return new UnsupportedOperationException("a value of CEL is not changed");
    }

    /// The weight of a value; at most [#MAX_WEIGHT].
    static int of(Object value) {
        return switch (value) {
            case Weighed weighed -> weighed.weight();
            case CharSequence text -> 1 + text.length();
            case CelByteString bytes -> 1 + bytes.size();
            case Collection<?> items -> sum(items);
            case Map<?, ?> map -> plus(sum(map.keySet()), sum(map.values()));
            case Optional<?> optional -> optional.map(Weighed::of).orElse(1);
            default -> 1;
        };
    }

    /// The weight of a list of values.
    static int sum(Collection<?> values) {
        int sum = 1;
        for (Object value : values) {
            sum = plus(sum, of(value));
            if (sum == MAX_WEIGHT) {
                break;
            }
        }
        return sum;
    }

    /// Two weights together.
    static int plus(int first, int second) {
        return Math.min(first + second, MAX_WEIGHT);
    }
}
