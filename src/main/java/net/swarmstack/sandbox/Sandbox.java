package net.swarmstack.sandbox;

import java.io.InputStream;
import java.util.List;

/// Where one attempt executes. Files have the same names in every kind of sandbox, see
/// [SandboxPath]. Thread-safe.
public interface Sandbox extends AutoCloseable {

    /// The largest file that can be put, in bytes.
    int MAX_PUT_BYTES = 16 << 20;

    /// The id it was opened with, or was given since.
    String id();

    /// The absolute path of a file as the programs in the sandbox see it.
    String path(SandboxPath file);

    /// Puts a new file into the sandbox, before anything executes there.
    ///
    /// @throws SandboxException where the content is over [#MAX_PUT_BYTES], the file exists, or the
    ///   disk is full
    void put(SandboxPath file, byte[] content) throws SandboxException;

    /// Starts a program; once only, unless the driver is repeatable. A program that can't be
    /// started is an [Exit.FailedToStart].
    Execution exec(ExecSpec spec, OutputListener output);

    /// Starts a program that waits for what [#wake] writes to its stdin, instead of [#exec].
    ///
    /// @param waiting what is executed; its stdin is not read, and its environment no secret
    void warm(ExecSpec waiting) throws SandboxException;

    /// Gives a sandbox that waits another id, by which it is known from then on.
    ///
    /// @throws SandboxException where there is one of that id, or it ended meanwhile
    void rename(String id) throws SandboxException;

    /// Writes to the stdin of the program that waits, and closes it.
    Execution wake(byte[] header, OutputListener output);

    /// Takes a file out, after the execution ended. Nothing outside the sandbox is ever read: a
    /// link is not followed.
    ///
    /// @param maxBytes the most that is read
    TakenFile get(SandboxPath file, int maxBytes) throws SandboxException;

    /// What lies below a folder and the folders in it, sorted by name, after the execution ended;
    /// nothing where it is no folder any more. Links are told of and not followed.
    ///
    /// @param most how many entries are told: of more, some
    List<SandboxEntry> list(SandboxPath folder, int most) throws SandboxException;

    /// Opens a plain file, after the execution ended. A link is not followed. The caller closes it.
    ///
    /// @throws SandboxException where it is no plain file, or can't be read
    InputStream open(SandboxPath file) throws SandboxException;

    /// What it has used until now.
    SandboxStats stats();

    /// Kills everything in it, and returns when the signal is given. Files can still be taken out.
    void kill();

    /// Ends everything in it and removes it; does nothing the second time.
    ///
    /// @throws SandboxException where something is left after 10 s, and what
    @Override
    void close() throws SandboxException;
}
