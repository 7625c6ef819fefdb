package net.swarmstack.sandbox;

import net.swarmstack.model.Isolation;

import java.util.List;
import java.util.Optional;

/// Port: makes sandboxes of one kind. Thread-safe.
public interface SandboxDriver {

    /// The name in configuration and in every output, such as `process`.
    String name();

    /// What the id of each of its sandboxes begins with, such as `proc-`.
    String idPrefix();

    /// How well its sandboxes isolate.
    Isolation level();

    /// Whether it works here, found by starting a sandbox and ending it.
    Probe probe();

    /// A program that its sandboxes can execute; empty where they have none of that name.
    ///
    /// @param program such as `node`
    Optional<Program> find(String program);

    /// Whether a program may wait in a sandbox that is renamed, and all that it starts afterwards
    /// is found all the same.
    boolean canWait();

    /// Makes a sandbox that is ready to execute. Given the id of one that is open, it returns that.
    ///
    /// @throws SandboxException where it can't; nothing of it is left
    Sandbox open(SandboxSpec spec) throws SandboxException;

    /// Closes every open sandbox, all at the same time, for this process is about to end; from then
    /// on none is opened. Waits for no other call. What could not be removed is an orphan once the
    /// process has ended.
    void closeAll();

    /// The sandboxes that dead processes left. A sandbox of a live process is never among them.
    List<Orphan> orphans() throws SandboxException;

    /// Ends what still runs in an orphan and removes it. Does nothing where it is gone.
    ///
    /// @throws SandboxException where something is left
    void reap(Orphan orphan) throws SandboxException;

    /// A sandbox whose process died.
    record Orphan(String sandboxId) {}
}
