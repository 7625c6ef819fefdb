package net.swarmstack.cli;

import net.swarmstack.model.RunStatus;
import net.swarmstack.model.SwarmException;

/// What a command tells the shell. The numbers are part of the interface and never change.
enum ExitStatus {
    /// Done.
    OK(0),
    /// A mistake of Swarm's own, or a refusal that no other number says better.
    ERROR(1),
    /// The command line, a definition or an input is wrong.
    USAGE(2),
    /// The thing named on the command line does not exist.
    NOT_FOUND(3),
    /// The user may not do this.
    NOT_AUTHORISED(4),
    /// The run ended, and not well.
    RUN_FAILED(5),
    /// The run had nothing left to spend.
    BUDGET_EXHAUSTED(6),
    /// The run had not ended when the time to wait was over.
    TIMED_OUT(7),
    /// The run waits for a person.
    WAITING(8),
    /// The store, the disk or the output can't be relied on.
    IO_ERROR(74),
    /// Another process has what is needed.
    BUSY(75),
    /// The registry was made by a newer Swarm.
    TOO_NEW(76),
    /// Something is damaged or set up wrongly.
    MISCONFIGURED(78),
    /// Ctrl-C, SIGTERM or the end of the terminal.
    INTERRUPTED(130);

    private final int number;

    ExitStatus(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    /// The status of a refusal.
    static ExitStatus of(SwarmException.Code code) {
        return switch (code) {
            case USAGE, INVALID_DEFINITION, INVALID_INPUT -> USAGE;
            case NOT_FOUND -> NOT_FOUND;
            case CONFLICT, INTERNAL -> ERROR;
            case NOT_AUTHORISED -> NOT_AUTHORISED;
            case BUSY, NOT_OWNER -> BUSY;
            case DISK_FULL, STORE_FAILED -> IO_ERROR;
            case TOO_NEW -> TOO_NEW;
            case MISCONFIGURED -> MISCONFIGURED;
        };
    }

    /// The status of a run that ended so.
    ///
    /// @throws IllegalArgumentException where the run goes on
    static ExitStatus of(RunStatus status) {
        return switch (status) {
            case SUCCEEDED -> OK;
            case FAILED, CANCELLED, TIMED_OUT -> RUN_FAILED;
            case BUDGET_EXHAUSTED -> BUDGET_EXHAUSTED;
            case WAITING -> WAITING;
            case PENDING, RUNNING ->
                    throw new IllegalArgumentException("not the end of a run: " + status.text());
        };
    }
}
