package net.swarmstack.plan;

import net.swarmstack.expression.ValueTemplate;
import net.swarmstack.model.RunStatus;

/// A handler of a run's end.
///
/// @param id where it stands, as in `on_error[0]`
/// @param list which list it stands in
public record PlannedHandler(String id, HandlerList list, Action action) {

    /// What a handler does.
    public sealed interface Action {

        /// Tells somebody.
        ///
        /// @param type how, as in `log`
        /// @param settings the other keys of the `notify`, as in `message`
        record Notify(String type, ValueTemplate settings) implements Action {}

        /// Executes a step, which needs no other and whose end changes nothing of the run.
        record Step(PlannedStep step) implements Action {}
    }

    /// Whether the handler runs after a run has ended so.
    boolean runsAfter(RunStatus status) {
        return switch (list) {
            case ON_ERROR ->
                    switch (status) {
                        case FAILED, TIMED_OUT, BUDGET_EXHAUSTED -> true;
                        case PENDING, RUNNING, WAITING, SUCCEEDED, CANCELLED -> false;
                    };
            case ON_SUCCESS -> status == RunStatus.SUCCEEDED;
            case FINALLY -> status.isFinal();
        };
    }

    /// The lists of handlers that a workflow may have.
    public enum HandlerList {
        ON_ERROR,
        ON_SUCCESS,
        FINALLY
    }
}
