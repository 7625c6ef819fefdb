package net.swarmstack.engine.core;

import net.swarmstack.model.Failure;
import net.swarmstack.model.Payload;
import net.swarmstack.model.RunStatus;
import net.swarmstack.model.StepId;

import org.pcollections.PMap;
import org.pcollections.PVector;
import org.pcollections.TreePVector;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The next state while a decision is being made; lives within one call of `decide`.
final class Draft {

    private final RunState before;
    private final List<Command> commands = new ArrayList<>();
    private RunStatus status;
    private PMap<StepId, StepState> steps;
    private int open;
    private boolean cancelling;
    private Optional<Failure> error;
    private Optional<StepId> errorStep;
    private Optional<Payload> result;
    private int handlersEnded;
    private PVector<StepId> touched = TreePVector.empty();

    Draft(RunState before) {
        this.before = before;
        this.status = before.status();
        this.steps = before.steps();
        this.open = before.open();
        this.cancelling = before.cancelling();
        this.error = before.error();
        this.errorStep = before.errorStep();
        this.result = before.result();
        this.handlersEnded = before.handlersEnded();
    }

    StepState step(StepId id) {
        StepState state = steps.get(id);
        if (state == null) {
            throw new IllegalArgumentException("no step " + id);
        }
        return state;
    }

    /// Adds a step that no row stands for yet.
    void add(StepState state) {
        steps = steps.plus(state.id(), state);
        open++;
    }

    /// Replaces a step's state without a change to its row.
    void replace(StepState state) {
        if (state.status().isFinal() && !step(state.id()).status().isFinal()) {
            open--;
        }
        steps = steps.plus(state.id(), state);
    }

    /// Replaces a step's state, to be shown in its row.
    void put(StepState state) {
        replace(state);
        touched = touched.plus(state.id());
    }

    void command(Command command) {
        commands.add(command);
    }

    void status(RunStatus to) {
        status = to;
    }

    void cancelling() {
        cancelling = true;
    }

    /// The first failure of a run is its error.
    void error(Failure failure, Optional<StepId> step) {
        if (error.isEmpty()) {
            error = Optional.of(failure);
            errorStep = step;
        }
    }

    void result(Payload value) {
        result = Optional.of(value);
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

    boolean isEnding() {
        return cancelling || error.isPresent();
    }

    Command.FinishRun finish() {
        RunStatus end =
                cancelling
                        ? RunStatus.CANCELLED
                        : error.isPresent() ? RunStatus.FAILED : RunStatus.SUCCEEDED;
        return new Command.FinishRun(end, error, errorStep);
    }

    Decision decision() {
        return new Decision(
                false,
                new RunState(
                        status,
                        steps,
                        open,
                        cancelling,
                        error,
                        errorStep,
                        result,
                        handlersEnded,
                        touched),
                commands);
    }

    /// The event is a duplicate, or late: nothing changes.
    Decision refused() {
        return new Decision(true, before, List.of());
    }
}
