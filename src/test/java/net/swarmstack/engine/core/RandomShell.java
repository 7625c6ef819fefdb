package net.swarmstack.engine.core;

import net.swarmstack.engine.core.RandomRun.Fate;
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
import net.swarmstack.model.RunEvent.CancelRequested;
import net.swarmstack.model.RunEvent.HandlerFinished;
import net.swarmstack.model.RunEvent.Inheritance;
import net.swarmstack.model.RunEvent.Inherited;
import net.swarmstack.model.RunEvent.ItemsCollected;
import net.swarmstack.model.RunEvent.OutcomeDecided;
import net.swarmstack.model.RunEvent.OutputsResolved;
import net.swarmstack.model.RunEvent.Resolution;
import net.swarmstack.model.RunEvent.Resolved;
import net.swarmstack.model.RunEvent.Result;
import net.swarmstack.model.RunEvent.RetryDue;
import net.swarmstack.model.RunEvent.RunAccepted;
import net.swarmstack.model.RunEvent.RunFinished;
import net.swarmstack.model.RunEvent.Verdict;
import net.swarmstack.model.StepId;
import net.swarmstack.model.WorkflowPin;
import net.swarmstack.plan.PlannedStep;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/// Plays the engine around the core: keeps what a run asks for, and answers it in an order of
/// chance, with repeated and late events among the answers.
final class RandomShell {

    private static final RunEvent ACCEPTED =
            new RunAccepted(
                    new WorkflowPin("id", "flow", "1.0.0", Json.object()),
                    Map.of(),
                    "manual",
                    new Payload.Inline(Json.object()),
                    Json.object(),
                    Optional.empty(),
                    Optional.empty());
    private static final Failure LOST = new Failure(Failure.Type.SANDBOX_LOST, "gone");
    private static final AttemptStats STATS = new AttemptStats(Duration.ZERO, Duration.ZERO);

    private final RandomRun run;
    private final RandomGenerator random;
    private final Chances chances;
    private final List<Moment> moments = new ArrayList<>();
    private final List<Command> asked = new ArrayList<>();
    private final Set<AttemptStarted> executing = new LinkedHashSet<>();
    private final Set<StepId> toldToStop = new HashSet<>();
    private final Set<RunEvent> deadlines = new LinkedHashSet<>();
    private final List<RunEvent> cancelledTimers = new ArrayList<>();
    private RunState state = RunState.initial();

    /// How likely it is, before each answer, that something else happens.
    ///
    /// @param lost how likely it is that an attempt is lost instead of ending
    /// @param inherited how likely it is that a step begins as it stood in an earlier run
    record Chances(
            double deadline,
            double cancel,
            double repeat,
            double lost,
            double left,
            double inherited) {

        /// Nothing ends a step or the run from outside.
        static final Chances UNDISTURBED = new Chances(0, 0, 0.2, 0, 0, 0);

        Chances withoutInheritance() {
            return new Chances(deadline, cancel, repeat, lost, left, 0);
        }

        static Chances from(RandomGenerator random) {
            return new Chances(
                    List.of(0.0, 0.01, 0.1).get(random.nextInt(3)),
                    List.of(0.0, 0.0, 0.01).get(random.nextInt(3)),
                    0.2,
                    List.of(0.0, 0.1, 0.5).get(random.nextInt(3)),
                    List.of(0.0, 0.1).get(random.nextInt(2)),
                    List.of(0.0, 0.0, 0.2).get(random.nextInt(3)));
        }
    }

    /// An event, and what was decided.
    record Moment(RunState before, RunEvent event, Decision decision) {}

    /// What happened until nothing was left to answer.
    ///
    /// @param timersLeft what was set, and neither came nor was taken back
    record Story(List<Moment> moments, Set<RunEvent> timersLeft) {

        /// The moments that changed something.
        List<Moment> accepted() {
            return moments.stream().filter(moment -> !moment.decision().refused()).toList();
        }

        RunState end() {
            return moments.getLast().decision().next();
        }
    }

    private RandomShell(RandomRun run, RandomGenerator random, Chances chances) {
        this.run = run;
        this.random = random;
        this.chances = chances;
    }

    /// Nothing but answers brings the run to its end: where it waits for a deadline alone, the
    /// story is over.
    static Story play(RandomRun run, RandomGenerator random, Chances chances) {
        var shell = new RandomShell(run, random, chances);
        shell.deliver(ACCEPTED);
        shell.inherit();
        while (shell.hasToAnswer()) {
            shell.disturb();
            shell.answerOne();
        }
        return new Story(shell.moments, shell.deadlines);
    }

    private void disturb() {
        if (random.nextDouble() < chances.deadline() && !deadlines.isEmpty()) {
            RunEvent passed = any(deadlines);
            deadlines.remove(passed);
            deliver(passed);
        }
        if (random.nextDouble() < chances.cancel()) {
            deliver(new CancelRequested());
        }
        if (random.nextDouble() < chances.left() && !executing.isEmpty()) {
            AttemptStarted left = any(executing);
            deliver(new AttemptLeft(left.step(), left.attempt()));
        }
        if (random.nextDouble() < chances.repeat()) {
            deliver(any(moments).event());
            cancelledTimers.forEach(this::deliver);
            cancelledTimers.clear();
        }
    }

    private boolean hasToAnswer() {
        return !asked.isEmpty() || !executing.isEmpty() || !unknown().isEmpty();
    }

    private List<StepState> unknown() {
        return state.unknown() == 0
                ? List.of()
                : state.steps().values().stream().filter(StepState::isOutcomeUnknown).toList();
    }

    private void inherit() {
        for (PlannedStep step : run.plan().steps()) {
            if (random.nextDouble() < chances.inherited()) {
                deliver(
                        new Inherited(
                                step.id(),
                                random.nextBoolean()
                                        ? new Inheritance.OutcomeUnknown(LOST)
                                        : new Inheritance.Succeeded(
                                                inputs(step.id()), AttemptRemains.NOTHING)));
            }
            if (step.forEach().isPresent() && random.nextDouble() < chances.inherited()) {
                StepId item = step.id().item(random.nextInt(3));
                deliver(
                        new Inherited(
                                item,
                                new Inheritance.Succeeded(inputs(item), AttemptRemains.NOTHING)));
            }
        }
    }

    private OutcomeDecided decided(StepState step) {
        Verdict verdict =
                switch (random.nextInt(3)) {
                    case 0 -> new Verdict.Succeeded(inputs(step.id()));
                    case 1 -> new Verdict.Failed(LOST);
                    default -> new Verdict.Retry();
                };
        return new OutcomeDecided(step.id(), step.attempt(), verdict);
    }

    private void answerOne() {
        List<StepState> unknown = unknown();
        int things = asked.size() + executing.size();
        if (random.nextInt(things + unknown.size()) < unknown.size()) {
            deliver(decided(any(unknown)));
            return;
        }
        if (things > 0 && random.nextInt(things) < executing.size()) {
            AttemptStarted attempt = any(executing);
            executing.remove(attempt);
            deliver(end(attempt));
        } else if (things > 0) {
            answer(asked.remove(random.nextInt(asked.size())));
        }
    }

    private void answer(Command command) {
        switch (command) {
            case Command.Resolve(var step) -> deliver(new Resolved(step, resolution(step)));
            case Command.StartAttempt(var step, var attempt, _) -> {
                var started = new AttemptStarted(step, attempt, "sandbox", Instant.EPOCH);
                if (deliver(started)) {
                    executing.add(started);
                }
            }
            case Command.CollectItems(var step) ->
                    deliver(new ItemsCollected(step, new Result.Value(collected(step))));
            case Command.SetTimer(var event, _) -> deliver(event);
            case Command.ResolveOutputs() -> deliver(new OutputsResolved(result()));
            case Command.FinishRun(var status, var error, var step) ->
                    deliver(new RunFinished(status, error, step));
            case Command.RunHandler(var handler, _) ->
                    deliver(new HandlerFinished(handler, Optional.empty()));
            case Command.StopAttempt _, Command.CancelTimer _ ->
                    throw new IllegalStateException("carried out at once: " + command);
        }
    }

    private boolean deliver(RunEvent event) {
        Decision decision = Decider.decide(run.plan(), state, event);
        moments.add(new Moment(state, event, decision));
        state = decision.next();
        decision.commands().forEach(this::carryOut);
        return !decision.refused();
    }

    private void carryOut(Command command) {
        switch (command) {
            case Command.StopAttempt(var step, _) -> toldToStop.add(step);
            case Command.SetTimer(var event, _) when !(event instanceof RetryDue) ->
                    deadlines.add(event);
            case Command.CancelTimer(var event) -> {
                boolean wasSet =
                        asked.removeIf(other ->
                                other instanceof Command.SetTimer(var timed, _)
                                        && timed.equals(event));
                if (deadlines.remove(event) || wasSet) {
                    cancelledTimers.add(event);
                }
            }
            case Command.SetTimer _,
                    Command.Resolve _,
                    Command.StartAttempt _,
                    Command.CollectItems _,
                    Command.ResolveOutputs _,
                    Command.FinishRun _,
                    Command.RunHandler _ ->
                    asked.add(command);
        }
    }

    private Resolution resolution(StepId step) {
        Fate fate = run.fates().get(step);
        if (fate.isSkipped()) {
            return new Resolution.Skip();
        }
        return fate.unresolvable()
                .<Resolution>map(Resolution.Unresolvable::new)
                .orElseGet(() ->
                        fate.items().isPresent()
                                ? new Resolution.Each(inputs(step), fate.items().getAsInt())
                                : new Resolution.Run(inputs(step)));
    }

    private Payload collected(StepId step) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < run.fates().get(step).items().orElseThrow(); i++) {
            list.add(state.step(step.item(i)).outputs().hashCode());
        }
        return new Payload.Inline(list);
    }

    /// A number that depends on the outputs of all the step needs.
    private Payload inputs(StepId step) {
        long number = 1 + step.index().orElse(0);
        for (StepId need : run.plan().step(step).needs()) {
            number = 31 * number + state.step(need).outputs().hashCode();
        }
        return new Payload.Inline(Json.object().put("number", number));
    }

    /// An attempt that was told to stop may have ended by itself before.
    private RunEvent end(AttemptStarted attempt) {
        StepId step = attempt.step();
        List<Failure> failures = run.fates().get(step).failures();
        if (random.nextDouble() < chances.lost()) {
            return new AttemptLost(step, attempt.attempt());
        }
        if (toldToStop.contains(step) && random.nextInt(4) > 0) {
            return failed(attempt, new Failure(Failure.Type.CANCELLED, "stopped"));
        }
        return attempt.attempt() <= failures.size()
                ? failed(attempt, failures.get(attempt.attempt() - 1))
                : new AttemptSucceeded(step, attempt.attempt(), outputs(step), STATS);
    }

    private RunEvent failed(AttemptStarted attempt, Failure failure) {
        return new AttemptFailed(
                attempt.step(), attempt.attempt(), failure, STATS, random.nextDouble());
    }

    /// A number that depends on the step and its inputs.
    private Payload outputs(StepId step) {
        int inputs = state.step(step).inputs().orElseThrow().hashCode();
        return new Payload.Inline(Json.object().put(step.value(), 17 * inputs));
    }

    private Result result() {
        return run.areOutputsMade()
                ? new Result.Value(new Payload.Inline(Json.object()))
                : new Result.Unresolvable(new Failure(Failure.Type.BAD_INPUT, "no such path"));
    }

    private <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private <T> T any(Set<T> of) {
        return of.stream().skip(random.nextInt(of.size())).findFirst().orElseThrow();
    }
}
