package net.swarmstack.engine.core;

import net.swarmstack.model.Failure;
import net.swarmstack.model.Payload;
import net.swarmstack.model.RunStatus;
import net.swarmstack.model.StepId;
import net.swarmstack.plan.Plan;

import org.pcollections.PMap;
import org.pcollections.PVector;
import org.pcollections.TreePVector;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The next state while a decision is being made; lives within one call of `decide`.
final class Draft {

    private final Plan plan;
    private final RunState before;
    private final List<Command> commands = new ArrayList<>();
    private RunStatus status;
    private PMap<StepId, StepState> steps;
    private int open;
    private int active;
    private int unknown;
    private Optional<RunStatus> stopped;
    private Optional<Failure> error;
    private Optional<StepId> errorStep;
    private Optional<Payload> result;
    private int handlersEnded;
    private PVector<StepId> touched = TreePVector.empty();

    Draft(Plan plan, RunState before) {
        this.plan = plan;
        this.before = before;
        this.status = before.status();
        this.steps = before.steps();
        this.open = before.open();
        this.active = before.active();
        this.unknown = before.unknown();
        this.stopped = before.stopped();
        this.error = before.error();
        this.errorStep = before.errorStep();
        this.result = before.result();
        this.handlersEnded = before.handlersEnded();
    }

    Plan plan() {
        return plan;
    }

    StepState step(StepId id) {
        return find(id).orElseThrow(() -> new IllegalArgumentException("no step " + id));
    }

    /// The state of a step; none of an item or a handler's step whose turn has not come.
    Optional<StepState> find(StepId id) {
        return Optional.ofNullable(steps.get(id));
    }

    /// Adds a step that no row stands for yet.
    void add(StepState state) {
        replace(state);
        if (counts(state.id())) {
            open++;
        }
    }

    /// Replaces a step's state without a change to its row.
    void replace(StepState state) {
        find(state.id()).ifPresent(before -> count(before, -1));
        count(state, 1);
        steps = steps.plus(state.id(), state);
    }

    private void count(StepState state, int difference) {
        active += state.isActive() ? difference : 0;
        unknown += state.isOutcomeUnknown() ? difference : 0;
    }

    /// Replaces a step's state, to be shown in its row.
    void put(StepState state) {
        if (state.status().isFinal() && counts(state.id())) {
            open--;
        }
        replace(state);
        touched = touched.plus(state.id());
    }

    /// Whether the run waits for the step's end. An item's is that of its step, and handlers run
    /// after the run's.
    private boolean counts(StepId id) {
        return !id.isItem() && !plan.isOfHandler(id);
    }

    void command(Command command) {
        commands.add(command);
    }

    RunStatus status() {
        return status;
    }

    void status(RunStatus to) {
        status = to;
    }

    void finished(RunStatus end, Optional<Failure> why, Optional<StepId> step) {
        status = end;
        error = why;
        errorStep = step;
    }

    Optional<RunStatus> stopped() {
        return stopped;
    }

    void stopped(RunStatus end) {
        stopped = Optional.of(end);
    }

    /// The first failure of a run is its error.
    void error(Failure failure, Optional<StepId> step) {
        if (error.isEmpty()) {
            error = Optional.of(failure);
            errorStep = step;
        }
    }

    Optional<Failure> error() {
        return error;
    }

    Optional<StepId> errorStep() {
        return errorStep;
    }

    void result(Payload value) {
        result = Optional.of(value);
    }

    boolean hasResult() {
        return result.isPresent();
    }

    void handlerEnded() {
        handlersEnded++;
    }

    int handlersEnded() {
        return handlersEnded;
    }

    int open() {
        return open;
    }

    /// Whether the run will not end well.
    boolean isFailing() {
        return stopped.isPresent() || error.isPresent();
    }

    /// Whether no attempt starts any more.
    boolean startsNothing() {
        return stopped.isPresent() || (error.isPresent() && plan.rules().failFast());
    }

    /// Whether no attempt of the step starts any more. A handler's does, whatever the run came to.
    boolean startsNothing(StepId step) {
        return startsNothing() && !plan.isOfHandler(step);
    }

    /// Whether the step ends because the run was stopped.
    boolean isStopped(StepId step) {
        return stopped.isPresent() && !plan.isOfHandler(step);
    }

    /// Whether all the run still has to do waits for a person.
    private boolean isWaiting() {
        return unknown > 0 && active == 0;
    }

    Decision decision() {
        if (!status.isFinal() && isWaiting()) {
            status = RunStatus.WAITING;
        } else if (status == RunStatus.WAITING) {
            status = RunStatus.RUNNING;
        }
        boolean over = status.isFinal() && handlersEnded == plan.handlersAfter(status).size();
        return new Decision(
                false,
                new RunState(
                        status,
                        steps,
                        open,
                        active,
                        unknown,
                        stopped,
                        error,
                        errorStep,
                        result,
                        handlersEnded,
                        over,
                        touched),
                commands);
    }

    /// The event is a duplicate, or late: nothing changes.
    Decision refused() {
        return new Decision(true, before, List.of());
    }
}
