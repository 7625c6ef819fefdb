package net.swarmstack.control;

/// What came of a request to another process.
public enum ControlReply {
    /// It did what it was asked, or has told all.
    DONE,
    /// It does not execute that run.
    NOT_MINE,
    /// It has ended, or ended before it had answered: whether it did something, the history knows.
    GONE
}
