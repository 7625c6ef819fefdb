package net.swarmstack.cli;

import picocli.CommandLine.Model.CommandSpec;

/// One command: what it takes, and what it does.
interface Command {

    /// The names and texts of its arguments; the spec's user object is the command.
    CommandSpec spec();

    /// Does it.
    ///
    /// @throws net.swarmstack.model.SwarmException where it can't be done
    ExitStatus run(Invocation invocation);
}
