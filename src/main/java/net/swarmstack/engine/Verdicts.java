package net.swarmstack.engine;

import net.swarmstack.engine.RunHandle.Decided;
import net.swarmstack.engine.core.RunState;
import net.swarmstack.engine.core.StepState;
import net.swarmstack.model.Failure;
import net.swarmstack.model.RunEvent;
import net.swarmstack.model.RunEvent.OutcomeDecided;
import net.swarmstack.model.RunEvent.Verdict;
import net.swarmstack.model.StepId;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;
import net.swarmstack.plan.Plan;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.Optional;

/// Checks what a person says of a lost attempt.
final class Verdicts {

    private Verdicts() {}

    /// The event of it.
    ///
    /// @throws SwarmException `CONFLICT` where nobody is asked about the step, `INVALID_INPUT`
    ///   where the outputs are not what its agent declares
    static RunEvent event(
            Plan plan, History history, RunState state, StepId step, Decided outcome) {
        StepState asked =
                Optional.ofNullable(state.steps().get(step))
                        .filter(StepState::isOutcomeUnknown)
                        .orElseThrow(() -> notAsked(state, step));
        Verdict verdict =
                switch (outcome) {
                    case Decided.Succeeded(var outputs) ->
                            new Verdict.Succeeded(history.keep(checked(plan, step, outputs)));
                    case Decided.Failed() ->
                            new Verdict.Failed(
                                    new Failure(
                                            Failure.Type.SANDBOX_LOST,
                                            "the attempt was lost, and a person said that it"
                                                    + " failed"));
                    case Decided.Retry() -> new Verdict.Retry();
                };
        return new OutcomeDecided(step, asked.attempt(), verdict);
    }

    private static SwarmException notAsked(RunState state, StepId step) {
        List<String> asked =
                state.steps().values().stream()
                        .filter(StepState::isOutcomeUnknown)
                        .map(waiting -> waiting.id().value())
                        .toList();
        return new SwarmException(
                Code.CONFLICT,
                "step %s does not wait for a person".formatted(step)
                        + (asked.isEmpty()
                                ? ": only one with effects: once does, whose process died while"
                                        + " it executed."
                                : "; these do: " + String.join(", ", asked)));
    }

    private static ObjectNode checked(Plan plan, StepId step, JsonNode outputs) {
        List<String> violations =
                outputs instanceof ObjectNode object
                        ? plan.step(step).manifest().outputs().violations(object)
                        : List.of("expected an object");
        if (!violations.isEmpty()) {
            throw new SwarmException(
                    Code.INVALID_INPUT,
                    "the outputs of step %s are not what its agent declares: %s"
                            .formatted(step, String.join("; ", violations)));
        }
        return (ObjectNode) outputs;
    }
}
