package net.swarmstack.engine;

import net.swarmstack.engine.core.Command;
import net.swarmstack.model.RunEvent;
import net.swarmstack.model.RunEvent.RunDeadlinePassed;
import net.swarmstack.model.RunEvent.StepDeadlinePassed;
import net.swarmstack.model.StepId;
import net.swarmstack.plan.Plan;
import net.swarmstack.plan.PlannedStep;

import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// When the timers of a run are due that were set and have neither come nor been taken back.
/// Immutable.
record Deadlines(PMap<RunEvent, Instant> due) {

    static final Deadlines NONE = new Deadlines(HashTreePMap.empty());

    /// After an event, and what was decided upon it.
    Deadlines after(RunEvent event, Iterable<Command> commands, Instant now) {
        PMap<RunEvent, Instant> next = due.minus(event);
        for (Command command : commands) {
            if (command instanceof Command.SetTimer(var timed, var delay)) {
                next = next.plus(timed, now.plus(delay));
            } else if (command instanceof Command.CancelTimer(var timed)) {
                next = next.minus(timed);
            }
        }
        return new Deadlines(next);
    }

    /// How long it is until each; nothing where it is over.
    Map<RunEvent, Duration> untilEach(Instant now) {
        var delays = new LinkedHashMap<RunEvent, Duration>();
        due.entrySet().stream()
                .sorted(
                        Map.Entry.<RunEvent, Instant>comparingByValue()
                                .thenComparing(entry -> entry.getKey().toString()))
                .forEach(entry -> delays.put(entry.getKey(), until(entry.getValue(), now)));
        return delays;
    }

    private static Duration until(Instant then, Instant now) {
        Duration left = Duration.between(now, then);
        return left.isNegative() ? Duration.ZERO : left;
    }

    /// The first of the deadlines of an attempt that starts now, of its step and, but for a
    /// handler, of the run.
    Instant ofAttempt(Plan plan, StepId id, Instant now) {
        PlannedStep step = plan.step(id);
        Optional<Instant> ofStep =
                step.stepTimeout()
                        .map(timeout ->
                                due.getOrDefault(
                                        new StepDeadlinePassed(step.id()), now.plus(timeout)));
        Optional<Instant> ofAttempt = Optional.of(now.plus(step.timeout()));
        Optional<Instant> ofRun =
                Optional.ofNullable(due.get(new RunDeadlinePassed()))
                        .filter(_ -> !plan.isOfHandler(step.id()));
        return Stream.of(ofAttempt, ofStep, ofRun)
                .flatMap(Optional::stream)
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }
}
