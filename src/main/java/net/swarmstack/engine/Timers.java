package net.swarmstack.engine;

import java.time.Duration;

/// Port: lets time pass. What it runs returns at once, and runs on any thread.
public interface Timers {

    /// Runs the task once, when so much time has passed.
    ///
    /// @param delay nothing, or more
    Timer set(Duration delay, Runnable task);

    /// Something that will run.
    interface Timer {

        /// Takes it back, where it has not begun; else does nothing.
        void cancel();
    }
}
