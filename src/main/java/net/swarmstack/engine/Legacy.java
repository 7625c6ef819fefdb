package net.swarmstack.engine;

import net.swarmstack.engine.core.StepState;
import net.swarmstack.expression.Evaluation;
import net.swarmstack.expression.ValueTemplate;
import net.swarmstack.model.Json;
import net.swarmstack.model.Payload;
import net.swarmstack.model.RecordedEvent;
import net.swarmstack.model.RunEvent.Inheritance;
import net.swarmstack.model.RunEvent.Inherited;
import net.swarmstack.model.RunEvent.Resolution;
import net.swarmstack.model.RunEvent.Resolved;
import net.swarmstack.model.RunId;
import net.swarmstack.model.RunOrigin;
import net.swarmstack.model.StepId;
import net.swarmstack.model.StepStatus;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;
import net.swarmstack.plan.Plan;
import net.swarmstack.plan.PlannedStep;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a run that is resumed leaves to the new one: its steps by their ids, as far as the new plan
/// has them.
///
/// The items of a `foreach` that did not succeed as a whole are known by their places in its list,
/// and so are their idempotency keys. Where the list may be another now, an item would be taken for
/// done though it never was, by Swarm or by whom the agent tells its key: so the new run is
/// refused, unless the list, made once more of what the new run will read, is as it was.
final class Legacy {

    private final PastRun past;
    private final History history;
    private final Resolver resolver;
    private final Map<StepId, PlannedStep> steps = new HashMap<>();
    private final Map<StepId, List<StepId>> items = new HashMap<>();
    private final Map<StepId, Inherited> inherited = new LinkedHashMap<>();
    private final List<String> leftBehind = new ArrayList<>();

    /// @param plan of the new run
    /// @param constants what the expressions of the new run will read
    /// @throws SwarmException `CONFLICT` where the new run is refused
    Legacy(PastRun past, Plan plan, RunInputs.Constants constants, History history) {
        this.past = past;
        this.history = history;
        this.resolver = new Resolver(plan, history, constants.byName());
        plan.steps().forEach(step -> steps.put(step.id(), step));
        past.state().steps().keySet().stream()
                .filter(StepId::isItem)
                .forEach(item ->
                        items.computeIfAbsent(item.step(), _ -> new ArrayList<>()).add(item));
        past.plan().steps().forEach(this::takeOver);
        past.plan().steps().forEach(this::takeOverItems);
    }

    /// The steps in the order of the old file, items after all steps.
    List<Inherited> inherited() {
        return List.copyOf(inherited.values());
    }

    /// What the new plan has nothing for.
    List<String> leftBehind() {
        return List.copyOf(leftBehind);
    }

    private void takeOver(PlannedStep step) {
        past.legacy(step.id())
                .ifPresent(legacy -> {
                    if (next(step).isPresent()) {
                        add(step.id(), legacy);
                    } else {
                        leftBehind.add("step " + step.id());
                    }
                });
    }

    private void takeOverItems(PlannedStep step) {
        boolean isOpen = step.forEach().isPresent() && !inherited.containsKey(step.id());
        Optional<PlannedStep> next = next(step);
        List<StepId> known = items.getOrDefault(step.id(), List.of());
        if (!isOpen || succeeded(step.id())) {
            return;
        }
        if (next.isEmpty()) {
            if (known.stream().anyMatch(this::succeeded)) {
                leftBehind.add("the items of step " + step.id());
            }
            return;
        }
        Optional<Payload> list = list(step.id(), history.events(past.id()));
        boolean isSame = list.map(before -> willBeMade(before, next.get())).orElse(known.isEmpty());
        if (!isSame) {
            throw otherList(step.id());
        }
        known.stream()
                .sorted((a, b) -> Integer.compare(a.index().orElseThrow(), b.index().orElseThrow()))
                .forEach(this::takeOverItem);
    }

    private void takeOverItem(StepId item) {
        past.legacy(item)
                .ifPresent(legacy -> {
                    switch (legacy) {
                        case Inheritance.Succeeded _ -> add(item, legacy);
                        case Inheritance.OutcomeUnknown _ -> throw unknownItem(item);
                    }
                });
    }

    private void add(StepId step, Inheritance legacy) {
        inherited.put(step, new Inherited(step, legacy));
    }

    /// The same step in the new plan.
    private Optional<PlannedStep> next(PlannedStep step) {
        return Optional.ofNullable(steps.get(step.id()))
                .filter(next -> next.forEach().isPresent() == step.forEach().isPresent());
    }

    private boolean succeeded(StepId step) {
        StepState state = past.state().steps().get(step);
        return state != null && state.status() == StepStatus.SUCCEEDED;
    }

    /// Whether the new run will make the list as it was. What is read of a step that is executed
    /// again is not known yet.
    private boolean willBeMade(Payload list, PlannedStep next) {
        ValueTemplate template = next.forEach().orElseThrow();
        return template.stepsRead().stream().allMatch(this::isKept)
                && switch (resolver.list(template, past.state())) {
                    case Evaluation.Value(var made) -> areSame(made, history.load(list));
                    case Evaluation.Failed _ -> false;
                };
    }

    private boolean isKept(StepId step) {
        return inherited.containsKey(step) && succeeded(step);
    }

    /// The list that the items of a step are of: as the run had it, or where it had not come to
    /// that, the run that it was resumed from.
    private Optional<Payload> list(StepId step, List<RecordedEvent> events) {
        for (RecordedEvent recorded : events) {
            if (recorded.event() instanceof Resolved(var id, Resolution.Each(var list, _))
                    && id.equals(step)) {
                return Optional.of(list);
            }
        }
        return events.isEmpty()
                ? Optional.empty()
                : resumedFrom(events).flatMap(run -> list(step, history.events(run)));
    }

    private static Optional<RunId> resumedFrom(List<RecordedEvent> events) {
        RecordedEvent first = events.getFirst();
        return RunEvents.accepted(first.run(), events)
                .origin()
                .filter(origin -> origin.kind() == RunOrigin.Kind.RESUME)
                .map(RunOrigin::run);
    }

    /// Whether two values are the same JSON text.
    static boolean areSame(JsonNode a, JsonNode b) {
        return Json.compact(a).equals(Json.compact(b));
    }

    private SwarmException otherList(StepId step) {
        return new SwarmException(
                Code.CONFLICT,
                "run %s can't be resumed: items of step %s have begun, and its list may be another"
                                .formatted(past.id(), step)
                        + " now. Do all of them again: swarm runs retry %s --from %s"
                                .formatted(past.id(), step));
    }

    private SwarmException unknownItem(StepId item) {
        return new SwarmException(
                Code.CONFLICT,
                "run %s can't be resumed: nobody knows what the lost attempt of %s did, and its step"
                                .formatted(past.id(), item)
                        + " has effects: once. Do all of its items again all the same: swarm runs"
                        + " retry %s --from %s".formatted(past.id(), item.step()));
    }
}
