package net.swarmstack.simulator;

/// What may go wrong, and how likely it is to at each opportunity, where a seed has it on.
enum Fault {
    /// There is no room for a transaction; nothing is written.
    APPEND_FULL(0.03),
    /// Another process writes; nothing is written.
    APPEND_BUSY(0.03),
    /// There is no room for whatever is written, for up to a minute.
    DISK_FULL(0.004),
    /// The disk reports an error, and nothing was written; the process ends soon.
    APPEND_FAILED(0.004),
    /// The disk reports an error, yet all was written; the process ends soon.
    APPEND_UNKNOWN(0.004),
    /// The process is killed before a transaction is written.
    CRASH_BEFORE_APPEND(0.004),
    /// The process is killed within a transaction: the store has all of it, or nothing.
    CRASH_WITHIN_APPEND(0.004),
    /// The process is killed when a transaction is durable, and has done nothing upon it.
    CRASH_AFTER_APPEND(0.004),
    /// A value can't be kept for now.
    KEEP_REFUSED(0.01),
    /// A run can't be read for now.
    READ_BUSY(0.1),
    /// A run can't be claimed for now.
    CLAIM_BUSY(0.1),
    /// A run was claimed, and the disk reports an error all the same; the process ends soon.
    CLAIM_UNKNOWN(0.03),
    /// The process is killed while it takes over a run.
    CRASH_IN_RECOVERY(0.04),
    /// The process is killed between two things that it does.
    CRASH(0.001),
    /// All processes are gone at once, and all sandboxes with them.
    POWER_LOSS(0.0004),
    /// The process is taken for dead though it lives: its lock is gone.
    LEASE_LOST(0.003),
    /// The process is told to leave its runs, and ends.
    TOLD_TO_LEAVE(0.001),
    /// The process does nothing for up to a minute.
    PAUSE(0.001),
    /// The clock is put forward, by up to an hour.
    CLOCK_FORWARD(0.001),
    /// The clock is put back, by up to an hour.
    CLOCK_BACK(0.001),
    /// What is to be done on a thread of its own begins late.
    THREAD_LATE(0.02),
    /// A timer comes though it was taken back, for it had begun.
    TIMER_COMES_ALL_THE_SAME(0.2),
    /// An attempt takes a minute.
    SLOW(0.03),
    /// An attempt never ends by itself.
    HUNG(0.03),
    /// An attempt goes on for a while when it is told to end.
    IGNORES_STOP(0.5),
    /// An attempt ends by itself at the moment it is told to.
    ENDS_BEFORE_STOP(0.3),
    /// The end of an attempt is told twice, the second time with another result.
    RESULT_TWICE(0.1),
    /// The sandbox of an attempt is gone before it ends.
    SANDBOX_LOST(0.03),
    /// A sandbox can't be made: the step runner throws.
    RUNNER_THROWS(0.02),
    /// The sandbox of a lost attempt does not end for now.
    REAP_FAILS(0.2),
    /// A notification can't be told.
    NOTIFY_FAILS(0.3),
    /// A person asks for a thing twice.
    ASKED_TWICE(0.3);

    /// How likely it is at each opportunity.
    final double chance;

    Fault(double chance) {
        this.chance = chance;
    }
}
