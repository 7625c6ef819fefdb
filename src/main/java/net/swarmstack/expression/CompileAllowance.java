package net.swarmstack.expression;

/// How many longer expressions than a plain path one definition may still have: each takes the time
/// of a compilation, which thousands of them in one file would make minutes. For one thread.
public final class CompileAllowance {

    private static final int MAX_EXPRESSIONS = 2000;

    private int taken;

    /// Takes one.
    ///
    /// @throws ExpressionException where none is left
    void take() throws ExpressionException {
        taken++;
        if (taken > MAX_EXPRESSIONS) {
            throw new ExpressionException(
                    "the workflow has more than 2,000 expressions that are longer than a plain path"
                            + " such as trigger.message: split it");
        }
    }

    /// Whether it was said that none is left.
    boolean isOver() {
        return taken > MAX_EXPRESSIONS;
    }
}
