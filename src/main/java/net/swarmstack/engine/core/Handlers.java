package net.swarmstack.engine.core;

import net.swarmstack.model.RunEvent.HandlerFinished;
import net.swarmstack.plan.PlannedHandler;

import java.util.List;

/// Runs the handlers of a run that has its final status, one after another in their order. How they
/// end changes nothing of the run.
final class Handlers {

    private Handlers() {}

    static void runNext(Draft draft) {
        List<PlannedHandler> handlers = draft.plan().handlersAfter(draft.status());
        if (draft.handlersEnded() == handlers.size()) {
            return;
        }
        PlannedHandler next = handlers.get(draft.handlersEnded());
        switch (next.action()) {
            case PlannedHandler.Action.Notify notification ->
                    draft.command(new Command.RunHandler(next.id(), notification));
            case PlannedHandler.Action.Step(var step) -> {
                draft.add(StepState.pending(step.id(), 0));
                draft.command(new Command.Resolve(step.id()));
            }
        }
    }

    static boolean ended(Draft draft, HandlerFinished event) {
        List<PlannedHandler> handlers = draft.plan().handlersAfter(draft.status());
        boolean isAwaited =
                draft.handlersEnded() < handlers.size()
                        && handlers.get(draft.handlersEnded()).id().equals(event.handler());
        if (isAwaited) {
            draft.handlerEnded();
            runNext(draft);
        }
        return isAwaited;
    }

    /// The step of a handler has ended.
    static void stepEnded(Draft draft, StepState ended) {
        StepEnd.close(draft, ended);
        draft.handlerEnded();
        runNext(draft);
    }
}
