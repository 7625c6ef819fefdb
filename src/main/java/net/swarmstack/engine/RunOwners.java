package net.swarmstack.engine;

import net.swarmstack.model.RunId;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Port: the processes that execute runs. Reading changes nothing.
public interface RunOwners {

    /// The process that executes a run, where one that lives does.
    Optional<Owner> of(RunId run);

    /// Every process that lives and executes runs.
    List<Owner> alive();

    /// Processes that executed runs and died, of which something may be left.
    List<Owner> dead();

    /// The runs that nobody executes though something of them was begun: their process died.
    List<RunId> interrupted();

    /// A process that executes runs.
    ///
    /// @param epoch no other ever had it
    /// @param socket where it can be talked to
    /// @param adopts whether it takes runs that nobody executes
    record Owner(long epoch, long pid, Optional<Path> socket, boolean adopts) {}
}
