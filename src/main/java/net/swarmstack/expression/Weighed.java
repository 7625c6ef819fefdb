package net.swarmstack.expression;

import dev.cel.common.values.CelByteString;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/// A value of CEL that knows how much it is without being walked.
interface Weighed {

    /// More is not counted: it is more than any evaluation may build.
    int MAX_WEIGHT = 1 << 26;

    /// One for each value on every level, and one for each character of its texts.
    int weight();

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
