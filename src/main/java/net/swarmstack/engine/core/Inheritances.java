package net.swarmstack.engine.core;

import net.swarmstack.model.RunEvent.Inheritance;
import net.swarmstack.model.RunEvent.Inherited;
import net.swarmstack.model.StepStatus;

import java.util.Optional;

/// Lets the steps of a run that goes on from another begin as they stood there. An item is
/// inherited before the list of its step is known: it is passed over when its turn comes.
final class Inheritances {

    private Inheritances() {}

    static boolean inherited(Draft draft, Inherited event) {
        Optional<StepState> known = draft.find(event.step());
        boolean isUntouched =
                known.map(step ->
                                step.status() == StepStatus.PENDING
                                        && step.inputs().isEmpty()
                                        && step.failure().isEmpty())
                        .orElse(event.step().isItem());
        if (!isUntouched || draft.status().isFinal()) {
            return false;
        }
        StepState step = known.orElseGet(() -> StepState.pending(event.step(), 0));
        switch (event.inheritance()) {
            case Inheritance.Succeeded(var outputs, var remains) -> {
                StepState ended = step.succeeded(outputs).leaving(remains);
                if (step.id().isItem()) {
                    draft.put(ended);
                } else {
                    StepEnd.passing(draft, ended);
                }
            }
            case Inheritance.OutcomeUnknown(var failure) -> {
                if (step.id().isItem()) {
                    return false; // its step has no list yet that it could be open in
                }
                draft.put(step.outcomeUnknown(failure));
            }
        }
        return true;
    }
}
