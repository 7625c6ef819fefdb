package net.swarmstack.model;

import java.util.Locale;

/// Where a step of a run stands.
public enum StepStatus {
    /// Waits for the steps it needs, or for a slot.
    PENDING,
    /// An attempt executes.
    RUNNING,
    /// Waits for a timer, a retry or a person.
    WAITING,
    /// An attempt succeeded.
    SUCCEEDED,
    /// Its last attempt failed.
    FAILED,
    /// The run ended before the step did.
    CANCELLED,
    /// A deadline of the step passed.
    TIMED_OUT,
    /// It had nothing left to spend.
    BUDGET_EXHAUSTED,
    /// Its `if` was false, or something it depends on failed.
    SKIPPED;

    /// Whether nothing changes the step any more.
    public boolean isFinal() {
        return switch (this) {
            case PENDING, RUNNING, WAITING -> false;
            case SUCCEEDED, FAILED, CANCELLED, TIMED_OUT, BUDGET_EXHAUSTED, SKIPPED -> true;
        };
    }

    /// The name in the registry and in every output: lower snake case.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The status of a name that [#text()] gave.
    ///
    /// @throws IllegalArgumentException where there is none
    public static StepStatus parse(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
