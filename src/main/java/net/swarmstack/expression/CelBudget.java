package net.swarmstack.expression;

import dev.cel.common.ast.CelExpr;
import dev.cel.common.values.ErrorValue;
import dev.cel.runtime.CelEvaluationListener;

import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Set;

/// What one evaluation of CEL builds and does. CEL bounds iterations, and neither what happens in
/// one nor sizes. So every part of an expression that is evaluated pays here, and every function
/// for what it reads and makes ([CelFunctions]).
final class CelBudget {

    /// Characters, and values on every level, that `+` and `[…]` may make.
    private static final int MAX_BUILT = 1 << 20;

    private static final int BUILT_FOR_A_UNIT = 4;
    private static final int WORK_OF_A_PART = 2;
    private static final int WORK_OF_A_CALL = 10;
    private static final int WORK_OF_AN_ERROR = 600;

    /// These go on after an error in what they look at.
    private static final Set<String> ERROR_TAKERS = Set.of("_&&_", "_||_", "@not_strictly_false");

    private final Work work;
    private int builtLeft = MAX_BUILT;

    /// When each part was evaluated last, by its id.
    private int[] evaluatedAt = new int[64];

    private int now;

    CelBudget(Work work) {
        this.work = work;
    }

    /// To be told of every part that is evaluated.
    CelEvaluationListener listener() {
        return this::evaluated;
    }

    private void evaluated(CelExpr part, Object result) {
        boolean isCall = part.getKind() == CelExpr.ExprKind.Kind.CALL;
        work(isCall ? WORK_OF_A_CALL : WORK_OF_A_PART);
        if (isCall
                && ERROR_TAKERS.contains(part.call().function())
                && hasTakenError(part, result)) {
            work(WORK_OF_AN_ERROR);
        }
        int id = Math.toIntExact(part.id());
        if (id >= evaluatedAt.length) {
            evaluatedAt = Arrays.copyOf(evaluatedAt, 2 * id);
        }
        evaluatedAt[id] = ++now;
        // Lists and maps of the expression itself, which CEL walks whenever it touches them.
        if (!(result instanceof Weighed)
                && (result instanceof Collection<?> || result instanceof Map<?, ?>)) {
            build(Weighed.of(result));
        }
    }

    /// Whether what it looked at first has given no value since it was evaluated before, or what it
    /// looked at then gave none.
    private boolean hasTakenError(CelExpr taker, Object result) {
        long first = taker.call().args().getFirst().id();
        return result instanceof ErrorValue || evaluatedAt(first) <= evaluatedAt(taker.id());
    }

    private int evaluatedAt(long id) {
        return id < evaluatedAt.length ? evaluatedAt[(int) id] : 0;
    }

    /// Pays for units of work.
    void work(long units) {
        work.pay(units);
    }

    /// Pays for a value that is made.
    void build(int weight) {
        if (weight > builtLeft) {
            throw new Work.Exceeded("builds more than 1 MiB");
        }
        builtLeft -= weight;
        work.pay(weight / BUILT_FOR_A_UNIT);
    }
}
