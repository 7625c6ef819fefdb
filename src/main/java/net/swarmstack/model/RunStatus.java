package net.swarmstack.model;

import java.util.Locale;

/// Where a run stands.
public enum RunStatus {
    /// Accepted, nothing started yet.
    PENDING,
    /// Executing.
    RUNNING,
    /// Waits for a timer, a retry or a person.
    WAITING,
    /// Every step ended well.
    SUCCEEDED,
    /// A step or the workflow's outputs failed.
    FAILED,
    /// Somebody cancelled it.
    CANCELLED,
    /// Its own deadline passed.
    TIMED_OUT,
    /// It had nothing left to spend.
    BUDGET_EXHAUSTED;

    /// Whether nothing changes the run any more.
    public boolean isFinal() {
        return switch (this) {
            case PENDING, RUNNING, WAITING -> false;
            case SUCCEEDED, FAILED, CANCELLED, TIMED_OUT, BUDGET_EXHAUSTED -> true;
        };
    }

    /// Whether it neither has ended nor waits for a person.
    public boolean goesOn() {
        return !isFinal() && this != WAITING;
    }

    /// The name in the registry and in every output: lower snake case.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The status of a name that [#text()] gave.
    ///
    /// @throws IllegalArgumentException where there is none
    public static RunStatus parse(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
