package net.swarmstack.cli;

import net.swarmstack.app.Swarm.Launch;
import net.swarmstack.engine.RunListener;

import java.time.InstantSource;

/// Shows people how a run goes.
interface Progress extends RunListener, AutoCloseable {

    /// Lines drawn in place where people see them on a terminal that can, else a line a transition.
    static Progress start(Console console, Launch launch) {
        String workflow = launch.workflow().reference();
        if (!console.people().isTerminal() || !console.people().isLively()) {
            return new RunProgress(console, launch.plan(), workflow);
        }
        var board = new RunBoard(launch.plan(), workflow, console.people().paint());
        return Animation.start(board, console, InstantSource.system());
    }

    /// Shows the end.
    @Override
    default void close() {}
}
