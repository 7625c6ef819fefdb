package net.swarmstack.model;

import java.math.BigDecimal;
import java.time.Duration;

/// Lengths of time as people read and write them.
public final class Seconds {

    private Seconds() {}

    /// As in `1.5 s`; exact to the millisecond.
    public static String text(Duration length) {
        return BigDecimal.valueOf(length.toMillis(), 3).stripTrailingZeros().toPlainString() + " s";
    }
}
