package net.swarmstack.expression;

/// How much the expressions of one template or condition may still do, together. Counted and not
/// timed, so that the same evaluation ends the same way each time.
final class Work {

    /// A unit takes some 30 ns.
    private static final int MAX_UNITS = 1 << 22;

    private int left = MAX_UNITS;

    /// Pays for something that is about to be done, or just was.
    void pay(long units) {
        if (units > left) {
            throw new Exceeded("is too much work: it repeats too much, or reads too much at once");
        }
        left -= (int) units;
    }

    /// A bound is reached. No exception: CEL's `||`, `&&`, `all` and `exists` go on after those.
    static final class Exceeded extends Error {

        private static final long serialVersionUID = 1L;

        private final String reason;

        Exceeded(String reason) {
            super(reason, null, false, false);
            this.reason = reason;
        }

        String reason() {
            return reason;
        }
    }
}
