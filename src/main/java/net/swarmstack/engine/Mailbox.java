package net.swarmstack.engine;

/// Where the messages to a run go.
@FunctionalInterface
interface Mailbox {

    /// Takes a message; never blocks on the run it is for.
    void post(Message message);

    /// Something that happened, to be folded into the run.
    @FunctionalInterface
    interface Message {

        void apply(RunFold fold);

        /// The run has stopped without its end; whatever the message holds is given back.
        default void discard() {}
    }
}
