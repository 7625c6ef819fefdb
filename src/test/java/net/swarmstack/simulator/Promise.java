package net.swarmstack.simulator;

/// What holds whatever goes wrong. [Ledger] and [Sandboxes] look after most of them as things
/// happen, [Closing] after those that hold in the end.
enum Promise {
    /// Whoever was told that a run is accepted, cancelled or decided about finds it in the history.
    WHAT_IS_ACKNOWLEDGED_IS_DURABLE,
    /// The history has an attempt before its sandbox is made.
    ATTEMPT_IS_DURABLE_BEFORE_IT_STARTS,
    /// The sandbox of an attempt is gone before that of the next is made.
    STEP_EXECUTION_HAS_ONE_SANDBOX_AT_MOST,
    /// Nobody ends the sandbox of a process that lives.
    SANDBOX_IS_REAPED_AFTER_ITS_OWNER,
    /// Attempts follow one another; those that were not lost are at most as many as the step may
    /// have, and three lost ones fail it.
    ATTEMPTS_ARE_BOUNDED,
    /// A failure that may be tried again is, until the attempts that were not lost are used up.
    FAILED_ATTEMPT_IS_TRIED_AGAIN,
    /// After a lost attempt of a step with `effects: once` none starts unless a person says so.
    ONCE_IS_NOT_REPEATED_UNASKED,
    /// The attempts of a step have one key, and no other step has it; a resumed run keeps it.
    STEP_EXECUTION_HAS_ONE_KEY,
    /// A step is resolved once, and has outputs once; when it has ended it stays as it is.
    OUTPUTS_ARE_RECORDED_ONCE,
    /// A result of an attempt that has ended is told of and counted.
    LATE_RESULT_IS_COUNTED,
    /// A step starts when all it needs has ended, with what the history says that they gave.
    INPUTS_ARE_DURABLE_OUTPUTS,
    /// No more attempts execute at once than there are slots, and than the workflow says.
    SLOTS_ARE_NOT_EXCEEDED,
    /// What is asked for twice is in the history once.
    DUPLICATES_CHANGE_NOTHING,
    /// A run that was asked to end ends so.
    CANCEL_IS_KEPT,
    /// Listeners hear each transition once, in order, when it is durable.
    LISTENERS_HEAR_WHAT_IS_DURABLE,
    /// Events have numbers without gaps, and none follows the end of a run.
    HISTORY_IS_WHOLE,
    /// No run is taken from a process that lives.
    RUN_IS_NOT_TAKEN_FROM_A_LIVING_OWNER,
    /// The core makes of the events the state that was written with them.
    REPLAY_GIVES_THE_STATE,
    /// Two runs of a seed write the same history, on SQLite too.
    SAME_SEED_SAME_HISTORY,
    /// Once nothing goes wrong any more, every run ends, or waits for a person.
    EVERY_RUN_ENDS,
    /// No sandbox is left in the end that nobody has.
    NO_SANDBOX_IS_LEFT,
    /// Nothing is thrown that no port threw.
    ENGINE_NEVER_THROWS
}
