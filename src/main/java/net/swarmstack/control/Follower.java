package net.swarmstack.control;

/// Hears how a run goes on. Called on any thread; returns at once and never throws.
public interface Follower {

    /// The run has come to this event, which is durable; who follows over a socket may hear of the
    /// latest alone.
    ///
    /// @param seq of the event, from 1
    void transition(long seq);

    /// The run has ended; nothing is told after this.
    ///
    /// @param status the text of a [net.swarmstack.model.RunStatus]
    void ended(String status);
}
