package net.swarmstack.engine.core;

import net.swarmstack.model.Failure;
import net.swarmstack.model.RunEvent;
import net.swarmstack.model.RunEvent.AttemptFailed;
import net.swarmstack.model.RunEvent.AttemptLeft;
import net.swarmstack.model.RunEvent.AttemptLost;
import net.swarmstack.model.RunEvent.AttemptStarted;
import net.swarmstack.model.RunEvent.AttemptSucceeded;
import net.swarmstack.model.RunEvent.Inherited;
import net.swarmstack.model.RunEvent.ItemsCollected;
import net.swarmstack.model.RunEvent.OutcomeDecided;
import net.swarmstack.model.RunEvent.Resolved;
import net.swarmstack.model.RunEvent.RetryDue;
import net.swarmstack.model.RunEvent.StepDeadlinePassed;
import net.swarmstack.model.StepId;
import net.swarmstack.model.StepStatus;
import net.swarmstack.plan.Plan;
import net.swarmstack.plan.PlannedStep;
import net.swarmstack.testing.Plans;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/// A workflow that is drawn from a seed, and what becomes of each of its steps when it is tried.
///
/// @param text the workflow from its rules on, as a person would write it
/// @param areOutputsMade whether the workflow's `outputs` can be made
record RandomRun(String text, Plan plan, Map<StepId, Fate> fates, boolean areOutputsMade) {

    static final int MAX_STEPS = 60;

    /// The lists of handlers, which are also the ids of the step in each.
    private static final List<String> HANDLERS = List.of("on_error", "finally");

    private static final Set<StepStatus> FAILED =
            EnumSet.of(StepStatus.FAILED, StepStatus.TIMED_OUT);

    private static final List<String> RETRIES =
            List.of(
                    "",
                    ", retry: {attempts: 2}",
                    ", retry: {attempts: 5}",
                    ", retry: {attempts: 3, delay_seconds: 0}",
                    ", retry: {attempts: 4, on: [error, oom]}",
                    ", retry: {attempts: 3, on: [timeout], jitter: 0}");

    private static final List<Failure> FAILURES =
            List.of(
                    new Failure(Failure.Type.ERROR, "why"),
                    new Failure(Failure.Type.ERROR, "why not"),
                    new Failure(Failure.Type.ERROR, "bad luck"),
                    new Failure(Failure.Type.ERROR, "never again", false),
                    new Failure(Failure.Type.TIMEOUT, "late"),
                    new Failure(Failure.Type.OOM, "large"),
                    new Failure(Failure.Type.OUTPUT_TOO_LARGE, "long"));

    /// What becomes of a step, in whatever order things happen.
    ///
    /// @param isSkipped whether its `if` is false
    /// @param unresolvable why its inputs can't be made, where they can't
    /// @param failures of its first attempts; those after them succeed
    /// @param items how many, where it executes once for each
    record Fate(
            boolean isSkipped,
            Optional<Failure> unresolvable,
            List<Failure> failures,
            OptionalInt items) {}

    /// @param mostSteps how many steps it has at most
    static RandomRun of(long seed, int mostSteps) {
        var random = new Random(seed);
        int steps = 1 + random.nextInt(Math.min(mostSteps, MAX_STEPS));
        double trouble = List.of(0.0, 0.05, 0.3).get(random.nextInt(3));
        double width = random.nextDouble();
        var lines = new ArrayList<String>();
        var fates = new HashMap<StepId, Fate>();
        for (int step = 0; step < steps; step++) {
            boolean hasCondition = random.nextInt(5) == 0;
            OptionalInt items =
                    random.nextInt(6) == 0
                            ? OptionalInt.of(random.nextInt(6))
                            : OptionalInt.empty();
            lines.add(step(random, step, width, hasCondition, items));
            var id = new StepId("s" + step);
            fates.put(id, fate(random, items.isPresent() ? 0 : trouble, hasCondition, items));
            for (int item = 0; item < items.orElse(0); item++) {
                fates.put(id.item(item), fate(random, trouble, false, OptionalInt.empty()));
            }
        }
        for (String list : HANDLERS) {
            fates.put(new StepId(list), fate(random, trouble, false, OptionalInt.empty()));
        }
        Collections.shuffle(lines, random);
        String text = rules(random) + "steps:\n" + String.join("", lines);
        return new RandomRun(text, Plans.of(text), fates, random.nextInt(10) > 0);
    }

    private static String rules(RandomGenerator random) {
        return (random.nextBoolean() ? "fail_fast: false\n" : "")
                + (random.nextInt(3) == 0 ? "timeout_seconds: 900\n" : "")
                + (random.nextInt(3) == 0 ? handlers(random) : "");
    }

    private static String handlers(RandomGenerator random) {
        String notify = "  - notify: {type: log, message: it ended}\n";
        return HANDLERS.stream()
                .map(list ->
                        String.format(
                                Locale.ROOT,
                                "%s:%n%s  - step: {id: %s, agent: any%s%s}%n%s",
                                list,
                                notify,
                                list,
                                RETRIES.get(random.nextInt(RETRIES.size())),
                                random.nextBoolean() ? ", step_timeout_seconds: 60" : "",
                                notify))
                .collect(Collectors.joining());
    }

    private static String step(
            RandomGenerator random, int step, double width, boolean condition, OptionalInt items) {
        var needs = new HashSet<String>();
        for (int n = random.nextInt(4); n > 0 && step > 0; n--) {
            int distance = 1 + random.nextInt(Math.max(1, (int) (step * width)));
            needs.add("s" + Math.max(0, step - distance));
        }
        return String.format(
                Locale.ROOT,
                "  - {id: s%d, agent: any, needs: [%s]%s%s%s%s%s%s}%n",
                step,
                String.join(", ", needs),
                condition ? ", if: true" : "",
                RETRIES.get(random.nextInt(RETRIES.size())),
                random.nextInt(6) == 0 ? ", continue_on_error: true" : "",
                random.nextInt(4) == 0 ? ", step_timeout_seconds: 60" : "",
                random.nextInt(4) == 0 ? ", effects: once" : "",
                items.isPresent() ? ", foreach: [], concurrency: " + (1 + step % 3) : "");
    }

    private static Fate fate(
            RandomGenerator random, double trouble, boolean hasCondition, OptionalInt items) {
        var failures = new ArrayList<Failure>();
        while (random.nextDouble() < trouble && failures.size() < 5) {
            failures.add(FAILURES.get(random.nextInt(FAILURES.size())));
        }
        return new Fate(
                hasCondition && random.nextBoolean(),
                random.nextDouble() < trouble / 10
                        ? Optional.of(new Failure(Failure.Type.BAD_INPUT, "no such path"))
                        : Optional.empty(),
                failures,
                items);
    }

    /// Whether a step, tried until its attempts are over, fails and takes the run with it.
    boolean isDoomed(StepId step) {
        Fate fate = fates.get(step);
        if (fate.isSkipped() || plan.step(step).continueOnError()) {
            return false;
        }
        for (int item = 0; item < fate.items().orElse(0); item++) {
            if (isDoomed(step.item(item))) {
                return true;
            }
        }
        int attempt = 1;
        for (Failure failure : fate.failures()) {
            if (!plan.step(step).retry().triesAgain(attempt++, failure)) {
                return true;
            }
        }
        return fate.unresolvable().isPresent();
    }

    /// The steps that need the step, directly or through others.
    Set<StepId> dependents(StepId step) {
        var found = new HashSet<StepId>();
        var toVisit = new ArrayList<>(plan.step(step).dependents());
        while (!toVisit.isEmpty()) {
            StepId next = toVisit.removeLast();
            if (found.add(next)) {
                toVisit.addAll(plan.step(next).dependents());
            }
        }
        return found;
    }

    /// The steps that failed, and the run with them.
    List<StepId> failed(RunState end) {
        return plan.steps().stream()
                .filter(step -> !step.continueOnError())
                .map(PlannedStep::id)
                .filter(id -> FAILED.contains(end.step(id).status()))
                .toList();
    }

    /// The steps that an event may change: the one it is about, and those that depend on it.
    Set<StepId> mayChange(RunEvent event) {
        Optional<StepId> step =
                switch (event) {
                    case Resolved(var id, _) -> Optional.of(id);
                    case AttemptStarted(var id, _, _, _) -> Optional.of(id);
                    case AttemptSucceeded(var id, _, _, _, _) -> Optional.of(id);
                    case AttemptFailed(var id, _, _, _, _, _) -> Optional.of(id);
                    case AttemptLeft(var id, _) -> Optional.of(id);
                    case AttemptLost(var id, _) -> Optional.of(id);
                    case OutcomeDecided(var id, _, _) -> Optional.of(id);
                    case Inherited(var id, _) -> Optional.of(id);
                    case ItemsCollected(var id, _) -> Optional.of(id);
                    case RetryDue(var id, _) -> Optional.of(id);
                    case StepDeadlinePassed(var id) -> Optional.of(id);
                    case RunEvent _ -> Optional.empty();
                };
        var may = new HashSet<StepId>();
        step.map(StepId::step)
                .ifPresent(whole -> {
                    may.addAll(dependents(whole));
                    may.add(whole);
                    may.add(step.get());
                    for (int item = 0; item < fates.get(whole).items().orElse(0); item++) {
                        may.add(whole.item(item));
                    }
                });
        return may;
    }
}
