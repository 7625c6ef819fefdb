package net.swarmstack.expression;

import dev.cel.common.ast.CelExpr;
import dev.cel.runtime.CelEvaluationListener;

import java.util.Collection;
import java.util.Map;
import java.util.Set;

/// What one evaluation may do and build. CEL bounds iterations, and neither what happens in one nor
/// sizes. So every part of an expression that is evaluated pays here, and every function for what
/// it reads and makes ([CelFunctions]). Counted and not timed: the same evaluation ends the same
/// way each time.
///
/// @see Exceeded
final class CelBudget {

    /// Characters, and values on every level, that `+` and `[…]` may make.
    private static final int MAX_BUILT = 1 << 20;

    /// A unit is some 30 ns of one processor.
    private static final int MAX_WORK = 1 << 23;

    private static final int WORK_OF_A_PART = 2;

    /// These go on after an error in what they look at, and an error costs as much.
    private static final Set<String> ERROR_TAKERS = Set.of("_&&_", "_||_", "@not_strictly_false");

    private static final int WORK_OF_AN_ERROR = 200;

    private int builtLeft = MAX_BUILT;
    private int workLeft = MAX_WORK;

    /// To be told of every part that is evaluated.
    CelEvaluationListener listener() {
        return this::evaluated;
    }

    private void evaluated(CelExpr part, Object result) {
        work(WORK_OF_A_PART);
        if (part.getKind() == CelExpr.ExprKind.Kind.CALL
                && ERROR_TAKERS.contains(part.call().function())) {
            work(WORK_OF_AN_ERROR);
        }
        // Lists and maps of the expression itself, which CEL walks whenever it touches them.
        if (!(result instanceof Weighed)
                && (result instanceof Collection<?> || result instanceof Map<?, ?>)) {
            build(Weighed.of(result));
        }
    }

    /// Pays for units of work.
    void work(long units) {
        if (units > workLeft) {
            throw new Exceeded("is too much work: it reads or repeats too much");
        }
        workLeft -= (int) units;
    }

    /// Pays for a value that is made.
    void build(int weight) {
        if (weight > builtLeft) {
            throw new Exceeded("builds more than 1 MiB");
        }
        builtLeft -= weight;
    }

    /// The budget is used up. No exception: CEL's `||`, `&&`, `all` and `exists` go on after those.
    static final class Exceeded extends Error {

        private static final long serialVersionUID = 1L;

        private final String reason;

        private Exceeded(String reason) {
            super(reason, null, false, false);
            this.reason = reason;
        }

        String reason() {
            return reason;
        }
    }
}
