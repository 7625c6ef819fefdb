package net.swarmstack.simulator;

import net.swarmstack.engine.RunRequest;
import net.swarmstack.engine.core.StepState;
import net.swarmstack.model.Failure;
import net.swarmstack.model.Json;
import net.swarmstack.model.RunEvent.Inheritance;
import net.swarmstack.model.RunEvent.Inherited;
import net.swarmstack.model.RunId;
import net.swarmstack.model.RunOrigin;
import net.swarmstack.model.StepId;
import net.swarmstack.model.StepStatus;
import net.swarmstack.plan.PlannedStep;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Asks for a run that goes on from one that has ended.
final class Continuation {

    private static final Failure LOST =
            new Failure(Failure.Type.SANDBOX_LOST, "lost in an earlier run");

    private final RunRecord run;
    private final Chance chance;

    Continuation(RunRecord run, Chance chance) {
        this.run = run;
        this.chance = chance;
    }

    /// Resumed, it keeps its keys and what succeeded; retried, it has new keys, and may keep what
    /// one step and those behind it do not come after.
    RunRequest request(RunOrigin.Kind kind) {
        List<Inherited> inherited =
                switch (kind) {
                    case RESUME -> inherited(Set.of());
                    case RETRY -> chance.of(0.5) ? List.of() : inherited(oneAndAllBehind());
                };
        Optional<RunId> keys =
                kind == RunOrigin.Kind.RESUME ? Optional.of(run.keys()) : Optional.empty();
        return new RunRequest(
                run.workflow().pin(),
                run.plan(),
                "manual",
                Json.object(),
                Json.object(),
                Optional.of(new RunRequest.Origin(kind, run.id(), keys)),
                inherited);
    }

    private Set<StepId> oneAndAllBehind() {
        var behind = new HashSet<StepId>();
        var toVisit = new ArrayList<StepId>();
        toVisit.add(chance.any(run.plan().steps()).id());
        while (!toVisit.isEmpty()) {
            StepId next = toVisit.removeLast();
            if (behind.add(next)) {
                toVisit.addAll(run.plan().step(next).dependents());
            }
        }
        return behind;
    }

    private List<Inherited> inherited(Set<StepId> but) {
        var inherited = new ArrayList<Inherited>();
        for (PlannedStep planned : run.plan().steps()) {
            if (but.contains(planned.id())) {
                continue;
            }
            StepState step = run.state().step(planned.id());
            if (step.items().isPresent() && step.status() != StepStatus.SUCCEEDED) {
                items(step).forEach(item -> succeeded(item).ifPresent(inherited::add));
            }
            succeeded(step).or(() -> unknown(step)).ifPresent(inherited::add);
        }
        return inherited;
    }

    private List<StepState> items(StepState step) {
        var items = new ArrayList<StepState>();
        for (int i = 0; i < step.items().orElseThrow().next(); i++) {
            items.add(run.state().step(step.id().item(i)));
        }
        return items;
    }

    private static Optional<Inherited> succeeded(StepState step) {
        return step.outputs()
                .filter(_ -> step.status() == StepStatus.SUCCEEDED)
                .map(outputs ->
                        new Inherited(
                                step.id(), new Inheritance.Succeeded(outputs, step.remains())));
    }

    private Optional<Inherited> unknown(StepState step) {
        return run.step(step.id()).wasNotDecided()
                ? Optional.of(new Inherited(step.id(), new Inheritance.OutcomeUnknown(LOST)))
                : Optional.empty();
    }
}
