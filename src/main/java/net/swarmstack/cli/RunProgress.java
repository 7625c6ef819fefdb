package net.swarmstack.cli;

import net.swarmstack.definition.RetryPolicy;
import net.swarmstack.engine.Transition;
import net.swarmstack.engine.core.StepState;
import net.swarmstack.model.RunEvent;
import net.swarmstack.model.StepId;
import net.swarmstack.model.StepStatus;
import net.swarmstack.plan.Plan;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Tells on standard error what happens in a run, a line a transition. Called on the thread of the
/// run only.
final class RunProgress implements Progress {

    private final Console console;
    private final Plan plan;
    private final String workflow;
    private final int stepColumns;
    private final Map<StepId, Instant> startedAt = new HashMap<>();
    private Optional<Instant> begunAt = Optional.empty();

    /// @param workflow `name@version`
    RunProgress(Console console, Plan plan, String workflow) {
        this.console = console;
        this.plan = plan;
        this.workflow = workflow;
        this.stepColumns =
                plan.steps().stream().mapToInt(step -> step.id().value().length()).max().orElse(0);
    }

    @Override
    public void onTransition(Transition transition) {
        Instant at = transition.event().at();
        if (begunAt.isEmpty()) {
            begunAt = Optional.of(at);
            tell(at, "run " + transition.event().run() + "  " + workflow);
        }
        switch (transition.event().event()) {
            case RunEvent.AttemptStarted(var step, var attempt, var sandbox, _) -> {
                startedAt.put(step, at);
                String agent = plan.step(step).agent().reference();
                tellStep(at, step, "started", agent + "  " + sandbox + number(attempt));
            }
            case RunEvent.AttemptFailed failed ->
                    tellRetry(at, failed, transition.after().step(failed.step()));
            case RunEvent.AttemptLost(var step, _) -> tellLost(at, transition.after().step(step));
            case RunEvent.StepDeadlinePassed(var step) -> tellStep(at, step, "overdue", "");
            case RunEvent.RunDeadlinePassed _ -> tell(at, "stopping: the run's timeout has passed");
            case RunEvent.CancelRequested _ -> tell(at, "cancelling");
            case RunEvent.RunFinished(var status, _, _) ->
                    tell(at, "run " + status.text() + " after " + since(begunAt.orElse(at), at));
            case RunEvent.HandlerFinished(var handler, var failure) ->
                    failure.ifPresent(f -> tell(at, handler + " failed: " + f));
            case RunEvent.RunAccepted _,
                    RunEvent.Inherited _,
                    RunEvent.AttemptLeft _,
                    RunEvent.OutcomeDecided _,
                    RunEvent.Resolved _,
                    RunEvent.AttemptSucceeded _,
                    RunEvent.ItemsCollected _,
                    RunEvent.RetryDue _,
                    RunEvent.OutputsResolved _ -> {}
        }
        transition.after().touchedSteps().stream()
                .filter(step -> step.status().isFinal())
                .forEach(step -> tellEnd(at, step));
    }

    private void tellRetry(Instant at, RunEvent.AttemptFailed failed, StepState step) {
        if (step.status() == StepStatus.WAITING) {
            RetryPolicy retry = plan.step(step.id()).retry();
            int counted = step.tries().counted();
            Duration delay = retry.delayAfter(counted, failed.jitter());
            String next = "attempt %d of %d".formatted(counted + 1, retry.attempts());
            tellStep(
                    at,
                    step.id(),
                    step.status().text(),
                    failed.failure() + "  " + next + " in " + Text.duration(delay.toMillis()));
        }
    }

    private void tellLost(Instant at, StepState step) {
        if (!step.status().isFinal()) {
            String next = step.isOutcomeUnknown() ? "  waits for a person" : "";
            step.failure().ifPresent(why -> tellStep(at, step.id(), "lost", why + next));
        }
    }

    private void tellEnd(Instant at, StepState step) {
        String time = startedAt.containsKey(step.id()) ? since(startedAt.get(step.id()), at) : "";
        String failure = step.failure().map(f -> "  " + f).orElse("");
        tellStep(at, step.id(), step.status().text(), time + failure);
    }

    private void tellStep(Instant at, StepId step, String what, String more) {
        tell(
                at,
                String.format(
                        Locale.ROOT,
                        "%-" + Math.max(1, stepColumns) + "s  %-9s  %s",
                        step.value(),
                        what,
                        more));
    }

    private void tell(Instant at, String what) {
        long millis = Duration.between(begunAt.orElse(at), at).toMillis();
        console.tell(
                String.format(Locale.ROOT, "%4d.%03d  ", millis / 1_000, millis % 1_000)
                        + what.stripTrailing());
    }

    private static String number(int attempt) {
        return attempt == 1 ? "" : "  attempt " + attempt;
    }

    private static String since(Instant from, Instant to) {
        return Text.duration(Duration.between(from, to).toMillis());
    }
}
