package net.swarmstack.model;

import tools.jackson.databind.node.ObjectNode;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// What happened in a run. The state of a run is the fold of its events, and nothing else.
public sealed interface RunEvent {

    /// The run exists, with everything it was started with.
    ///
    /// @param agents the pinned agents, by the reference as the workflow writes it
    /// @param triggerType `manual`, later also `webhook`, `schedule`, `event`
    /// @param trigger the data that started the run
    /// @param variables the workflow's variables, overrides applied
    /// @param isolation what was asked for, where something was
    /// @param origin the run that this one goes on from, where it does
    record RunAccepted(
            WorkflowPin workflow,
            Map<String, AgentPin> agents,
            String triggerType,
            Payload trigger,
            ObjectNode variables,
            Optional<Isolation> isolation,
            Optional<RunOrigin> origin)
            implements RunEvent {

        public RunAccepted {
            agents = Map.copyOf(agents);
        }
    }

    /// A step begins as it stood in the run that this one goes on from.
    record Inherited(StepId step, Inheritance inheritance) implements RunEvent {}

    /// What a step will be started with is known: it is resolved once, and retries reuse it.
    record Resolved(StepId step, Resolution resolution) implements RunEvent {}

    /// An attempt has a slot and a sandbox id; its process starts after this is durable.
    ///
    /// @param attempt from 1
    record AttemptStarted(StepId step, int attempt, String sandboxId, Instant deadline)
            implements RunEvent {}

    /// An attempt ended well.
    record AttemptSucceeded(
            StepId step, int attempt, Payload outputs, AttemptStats stats, AttemptRemains remains)
            implements RunEvent {

        /// Of an attempt that left nothing but its outputs.
        public AttemptSucceeded(StepId step, int attempt, Payload outputs, AttemptStats stats) {
            this(step, attempt, outputs, stats, AttemptRemains.NOTHING);
        }
    }

    /// An attempt ended, and not well.
    ///
    /// @param jitter drawn at random from 0 to 1, for the delay before the next attempt
    record AttemptFailed(
            StepId step,
            int attempt,
            Failure failure,
            AttemptStats stats,
            AttemptRemains remains,
            double jitter)
            implements RunEvent {

        /// Of an attempt that left nothing.
        public AttemptFailed(
                StepId step, int attempt, Failure failure, AttemptStats stats, double jitter) {
            this(step, attempt, failure, stats, AttemptRemains.NOTHING, jitter);
        }
    }

    /// An attempt is over without a result: the process that executed it is gone, and its sandbox
    /// with it. Nobody knows what the agent did.
    record AttemptLost(StepId step, int attempt) implements RunEvent {}

    /// The process that executes an attempt leaves the run on purpose, for another to go on with:
    /// the attempt is ended, and will be lost.
    record AttemptLeft(StepId step, int attempt) implements RunEvent {}

    /// A person says what became of a lost attempt that must not be repeated unasked.
    record OutcomeDecided(StepId step, int attempt, Verdict verdict) implements RunEvent {}

    /// A step has waited long enough for its next attempt.
    ///
    /// @param attempt the one to come
    record RetryDue(StepId step, int attempt) implements RunEvent {}

    /// A step's own time, for all its attempts, is over.
    record StepDeadlinePassed(StepId step) implements RunEvent {}

    /// The run's time is over.
    record RunDeadlinePassed() implements RunEvent {}

    /// What the items of a step gave is one list, in their order.
    record ItemsCollected(StepId step, Result result) implements RunEvent {}

    /// Somebody wants the run to end.
    record CancelRequested() implements RunEvent {}

    /// The run's result is known, or why there is none.
    record OutputsResolved(Result result) implements RunEvent {}

    /// The run has its final status; handlers run after it.
    ///
    /// @param errorStep the step that failed first, where a step did
    record RunFinished(RunStatus status, Optional<Failure> error, Optional<StepId> errorStep)
            implements RunEvent {}

    /// A handler ran. It never changes the run's status.
    ///
    /// @param handler where it stands, as in `on_error[0]`
    /// @param failure why it failed, where it did
    record HandlerFinished(String handler, Optional<Failure> failure) implements RunEvent {}

    /// How a step is to be started, or why not.
    sealed interface Resolution {

        /// Start it with these inputs.
        record Run(Payload inputs) implements Resolution {}

        /// Start it once for each item.
        ///
        /// @param items a list
        /// @param count how many there are
        record Each(Payload items, int count) implements Resolution {}

        /// Don't start it: its `if` is false.
        record Skip() implements Resolution {}

        /// Its inputs can't be made, or its `if` be told.
        record Unresolvable(Failure failure) implements Resolution {}
    }

    /// What a step takes over from an earlier run.
    sealed interface Inheritance {

        /// It succeeded there.
        record Succeeded(Payload outputs, AttemptRemains remains) implements Inheritance {}

        /// Its last attempt was lost there, and must not be repeated unasked.
        record OutcomeUnknown(Failure failure) implements Inheritance {}
    }

    /// What a person says of a lost attempt.
    sealed interface Verdict {

        /// It did what it should, and gave this.
        record Succeeded(Payload outputs) implements Verdict {}

        /// It did not, and is not to be tried again.
        record Failed(Failure failure) implements Verdict {}

        /// It may be tried again.
        record Retry() implements Verdict {}
    }

    /// What a run or a step with `foreach` gave, or why there is none.
    sealed interface Result {

        /// One JSON value.
        record Value(Payload value) implements Result {}

        /// It can't be made.
        record Unresolvable(Failure failure) implements Result {}
    }
}
