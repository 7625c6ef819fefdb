package net.swarmstack.engine.core;

import net.swarmstack.model.AttemptRemains;
import net.swarmstack.model.AttemptStats;
import net.swarmstack.model.Failure;
import net.swarmstack.model.Json;
import net.swarmstack.model.Payload;
import net.swarmstack.model.RunEvent;
import net.swarmstack.model.RunEvent.AttemptFailed;
import net.swarmstack.model.RunEvent.AttemptLeft;
import net.swarmstack.model.RunEvent.AttemptLost;
import net.swarmstack.model.RunEvent.AttemptStarted;
import net.swarmstack.model.RunEvent.AttemptSucceeded;
import net.swarmstack.model.RunEvent.Inheritance;
import net.swarmstack.model.RunEvent.Inherited;
import net.swarmstack.model.RunEvent.OutcomeDecided;
import net.swarmstack.model.RunEvent.Resolution;
import net.swarmstack.model.RunEvent.Resolved;
import net.swarmstack.model.RunEvent.RunAccepted;
import net.swarmstack.model.RunEvent.Verdict;
import net.swarmstack.model.StepId;
import net.swarmstack.model.StepStatus;
import net.swarmstack.plan.Plan;
import net.swarmstack.testing.Plans;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A run that is decided event by event, and short ways to write its events.
final class DecidedRun {

    private final Plan plan;
    private RunState state = RunState.initial();
    private List<Command> commands = List.of();

    /// @param steps a workflow from `steps:` on
    DecidedRun(String steps) {
        plan = Plans.of(steps);
    }

    /// Applies events, one after the other.
    void apply(RunEvent... events) {
        for (RunEvent event : events) {
            Decision decision = Decider.decide(plan, state, event);
            state = decision.next();
            commands = decision.commands();
        }
    }

    RunState state() {
        return state;
    }

    /// What the last event asked for.
    List<Command> commands() {
        return commands;
    }

    /// The ids of the handlers that the last event asked to run.
    List<String> handlersAskedFor() {
        return commands.stream()
                .map(Command.RunHandler.class::cast)
                .map(Command.RunHandler::handler)
                .toList();
    }

    StepStatus status(String step) {
        return state.step(id(step)).status();
    }

    /// In the order of the workflow.
    List<StepStatus> statuses() {
        return plan.steps().stream().map(step -> state.step(step.id()).status()).toList();
    }

    static StepId id(String value) {
        return new StepId(value);
    }

    static Payload payload() {
        return new Payload.Inline(Json.object());
    }

    static AttemptStats stats() {
        return new AttemptStats(Duration.ZERO, Duration.ZERO);
    }

    static RunEvent accepted() {
        return new RunAccepted(
                Plans.pin("steps: [{id: a, agent: any}]"),
                Map.of(),
                "manual",
                payload(),
                Json.object(),
                Optional.empty(),
                Optional.empty());
    }

    static RunEvent resolved(String step) {
        return new Resolved(id(step), new Resolution.Run(payload()));
    }

    static RunEvent skipped(String step) {
        return new Resolved(id(step), new Resolution.Skip());
    }

    static RunEvent started(String step) {
        return started(step, 1);
    }

    static RunEvent started(String step, int attempt) {
        return new AttemptStarted(id(step), attempt, "proc-1", Instant.EPOCH);
    }

    static RunEvent succeeded(String step) {
        return succeeded(step, 1);
    }

    static RunEvent succeeded(String step, int attempt) {
        return new AttemptSucceeded(id(step), attempt, payload(), stats());
    }

    static RunEvent lost(String step, int attempt) {
        return new AttemptLost(id(step), attempt);
    }

    static RunEvent left(String step, int attempt) {
        return new AttemptLeft(id(step), attempt);
    }

    static RunEvent decided(String step, int attempt, Verdict verdict) {
        return new OutcomeDecided(id(step), attempt, verdict);
    }

    static RunEvent inherited(String step) {
        return inherited(step, new Inheritance.Succeeded(payload(), AttemptRemains.NOTHING));
    }

    static RunEvent inherited(String step, Inheritance inheritance) {
        return new Inherited(id(step), inheritance);
    }

    static RunEvent each(String step, int count) {
        return new Resolved(id(step), new Resolution.Each(payload(), count));
    }

    static RunEvent failed(String step, Failure.Type type) {
        return failed(step, 1, new Failure(type, "why"));
    }

    static RunEvent failed(String step, int attempt, Failure failure) {
        return new AttemptFailed(id(step), attempt, failure, stats(), 0.5);
    }
}
