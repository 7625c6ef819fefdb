package net.swarmstack.engine;

import net.swarmstack.engine.core.Command;
import net.swarmstack.engine.core.Decider;
import net.swarmstack.engine.core.Decision;
import net.swarmstack.engine.core.RunState;
import net.swarmstack.engine.core.StepState;
import net.swarmstack.model.RecordedEvent;
import net.swarmstack.model.RunEvent;
import net.swarmstack.model.RunEvent.AttemptFailed;
import net.swarmstack.model.RunEvent.AttemptLeft;
import net.swarmstack.model.RunEvent.AttemptLost;
import net.swarmstack.model.RunEvent.AttemptStarted;
import net.swarmstack.model.RunEvent.AttemptSucceeded;
import net.swarmstack.model.StepId;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;
import net.swarmstack.plan.Plan;
import net.swarmstack.plan.PlannedHandler;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// What is open in a run whose process is gone, by its state alone.
final class Recovery {

    private Recovery() {}

    /// The attempts that executed: their process is gone, and they with it.
    static List<RunEvent> lost(Plan plan, RunState state) {
        return inOrder(plan, state, StepState::isExecuting)
                .<RunEvent>map(step -> new AttemptLost(step.id(), step.attempt()))
                .toList();
    }

    /// The attempts that execute, and that their process is about to leave.
    static List<RunEvent> left(Plan plan, RunState state) {
        return inOrder(plan, state, StepState::isKept)
                .<RunEvent>map(step -> new AttemptLeft(step.id(), step.attempt()))
                .toList();
    }

    /// Decides again upon an event that is durable.
    ///
    /// @param before the number of the event before it
    /// @throws SwarmException `MISCONFIGURED` where the core does not take it, as it did before
    static Decision decideAgain(Plan plan, RunState state, long before, RecordedEvent past) {
        try {
            Decision decision = Decider.decide(plan, state, past.event());
            if (!decision.refused() && past.seq() == before + 1) {
                return decision;
            }
        } catch (RuntimeException e) {
            throw new SwarmException(Code.MISCONFIGURED, notTaken(past), e);
        }
        throw new SwarmException(Code.MISCONFIGURED, notTaken(past));
    }

    private static String notTaken(RecordedEvent past) {
        return "run %s: this version of Swarm can't go on with it, for it does not come to event %d, %s."
                        .formatted(past.run(), past.seq(), past.event().getClass().getSimpleName())
                + " Finish it with the version that began it.";
    }

    /// The sandboxes of those attempts that no event says the end of, by the events of a run.
    static List<String> sandboxes(List<RecordedEvent> past) {
        var open = new LinkedHashMap<StepId, String>();
        for (RecordedEvent recorded : past) {
            switch (recorded.event()) {
                case AttemptStarted started -> open.put(started.step(), started.sandboxId());
                case AttemptSucceeded ended -> open.remove(ended.step());
                case AttemptFailed ended -> open.remove(ended.step());
                case AttemptLost ended -> open.remove(ended.step());
                case RunEvent _ -> {}
            }
        }
        return List.copyOf(open.values());
    }

    /// What was asked for and has not been answered, but timers.
    static List<Command> asked(Plan plan, RunState state) {
        var asked = new ArrayList<Command>();
        inOrder(plan, state, step -> step.isReady() || step.isQueued())
                .forEach(step -> {
                    if (step.isReady()) {
                        asked.add(new Command.Resolve(step.id()));
                    } else if (step.isQueued()) {
                        asked.add(
                                new Command.StartAttempt(
                                        step.id(),
                                        step.attempt() + 1,
                                        plan.step(step.id()).timeout()));
                    }
                });
        if (state.open() == 0 && !state.status().isFinal()) {
            asked.add(new Command.ResolveOutputs()); // every step was inherited
        }
        if (state.status().isFinal() && !state.over()) {
            PlannedHandler next = plan.handlersAfter(state.status()).get(state.handlersEnded());
            if (next.action() instanceof PlannedHandler.Action.Notify notification) {
                asked.add(new Command.RunHandler(next.id(), notification));
            }
        }
        return asked;
    }

    /// Some steps as in the file, items in the order of their list, those of handlers last. Few of
    /// many are open: the others are not put in order.
    private static Stream<StepState> inOrder(
            Plan plan, RunState state, Predicate<StepState> which) {
        List<StepState> found = state.steps().values().stream().filter(which).toList();
        if (found.size() < 2) {
            return found.stream();
        }
        var places = new HashMap<StepId, Integer>();
        plan.steps().forEach(step -> places.put(step.id(), places.size()));
        return found.stream()
                .sorted(
                        Comparator.<StepState>comparingInt(step ->
                                        places.getOrDefault(step.id().step(), places.size()))
                                .thenComparingInt(step -> step.id().index().orElse(-1)));
    }
}
