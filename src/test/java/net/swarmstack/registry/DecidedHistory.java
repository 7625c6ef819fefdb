package net.swarmstack.registry;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.engine.Transition;
import net.swarmstack.engine.core.Decider;
import net.swarmstack.engine.core.Decision;
import net.swarmstack.engine.core.RunState;
import net.swarmstack.model.AttemptRemains;
import net.swarmstack.model.AttemptStats;
import net.swarmstack.model.Failure;
import net.swarmstack.model.Json;
import net.swarmstack.model.Payload;
import net.swarmstack.model.RecordedEvent;
import net.swarmstack.model.RunEvent;
import net.swarmstack.model.RunEvent.AttemptFailed;
import net.swarmstack.model.RunEvent.AttemptStarted;
import net.swarmstack.model.RunEvent.AttemptSucceeded;
import net.swarmstack.model.RunEvent.OutputsResolved;
import net.swarmstack.model.RunEvent.Resolution;
import net.swarmstack.model.RunEvent.Resolved;
import net.swarmstack.model.RunEvent.Result;
import net.swarmstack.model.RunEvent.RetryDue;
import net.swarmstack.model.RunEvent.RunAccepted;
import net.swarmstack.model.RunEvent.RunFinished;
import net.swarmstack.model.RunId;
import net.swarmstack.model.RunStatus;
import net.swarmstack.model.StepId;
import net.swarmstack.plan.Plan;
import net.swarmstack.testing.Plans;
import net.swarmstack.testing.RunScript;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A run as the engine stores it: the core takes every one of its events.
final class DecidedHistory {

    /// A step that may be tried three times, and one that needs it; the workflow's rows.
    static final String TWO_STEPS =
            """
            steps:
              - {id: a, agent: any, retry: {attempts: 3, delay_seconds: 0}}
              - {id: b, agent: any}
            """;

    private final RunId run;
    private final String steps;
    private final Plan plan;
    private final List<Transition> taken = new ArrayList<>();
    private RunState state = RunState.initial();
    private Instant now = RunScript.START;
    private long seq;

    /// @param steps a workflow from `steps:` on
    DecidedHistory(RunId run, String steps) {
        this.run = run;
        this.steps = steps;
        this.plan = Plans.of(steps);
    }

    /// Puts the rows that these runs refer to into a registry.
    static void prepare(TestRegistry test) {
        test.registry().catalog().put(TestRegistry.agent("agent-id", "any", "1.0.0"));
        test.registry().catalog().put(TestRegistry.workflow("workflow-id", "flow", "2.0.0"));
    }

    /// A run of [#TWO_STEPS] that has ended well, with a retry.
    static DecidedHistory whole(RunId run) {
        return new DecidedHistory(run, TWO_STEPS)
                .accepted(RunScript.inline("message", "hi"))
                .resolved("a")
                .started("a", 1)
                .failed("a", 1, AttemptRemains.NOTHING)
                .event(new RetryDue(new StepId("a"), 2))
                .started("a", 2)
                .succeeded("a", 2, RunScript.inline("out", "of a"), AttemptRemains.NOTHING)
                .resolved("b")
                .started("b", 1)
                .succeeded("b", 1, RunScript.inline("out", "of b"), AttemptRemains.NOTHING)
                .finished();
    }

    /// A run of [#TWO_STEPS] whose first step executes.
    static DecidedHistory open(RunId run) {
        return new DecidedHistory(run, TWO_STEPS)
                .accepted(RunScript.inline("message", "hi"))
                .resolved("a")
                .started("a", 1);
    }

    RunId id() {
        return run;
    }

    DecidedHistory accepted(Payload trigger) {
        return event(
                new RunAccepted(
                        Plans.pin(steps),
                        plan.agents(),
                        "manual",
                        trigger,
                        Json.object(),
                        Optional.empty(),
                        Optional.empty()));
    }

    DecidedHistory resolved(String step) {
        return event(
                new Resolved(
                        new StepId(step),
                        new Resolution.Run(RunScript.inline("in", "to " + step))));
    }

    DecidedHistory started(String step, int attempt) {
        return event(
                new AttemptStarted(
                        new StepId(step),
                        attempt,
                        "proc-" + step,
                        now.plus(Duration.ofMinutes(5))));
    }

    DecidedHistory succeeded(String step, int attempt, Payload outputs, AttemptRemains remains) {
        return event(new AttemptSucceeded(new StepId(step), attempt, outputs, stats(), remains));
    }

    DecidedHistory failed(String step, int attempt, AttemptRemains remains) {
        var failure = new Failure(Failure.Type.ERROR, "why");
        return event(new AttemptFailed(new StepId(step), attempt, failure, stats(), remains, 0.5));
    }

    DecidedHistory finished() {
        return event(new OutputsResolved(new Result.Value(RunScript.inline("result", "of all"))))
                .event(new RunFinished(RunStatus.SUCCEEDED, Optional.empty(), Optional.empty()));
    }

    DecidedHistory event(RunEvent event) {
        Decision decision = Decider.decide(plan, state, event);
        assertThat(decision.refused()).as("%s", event).isFalse();
        state = decision.next();
        now = now.plusMillis(10);
        taken.add(new Transition(new RecordedEvent(run, ++seq, now, event), state));
        return this;
    }

    /// What happened since the last call.
    List<Transition> take() {
        var transitions = List.copyOf(taken);
        taken.clear();
        return transitions;
    }

    private static AttemptStats stats() {
        return new AttemptStats(Duration.ofMillis(3), Duration.ofMillis(40));
    }
}
