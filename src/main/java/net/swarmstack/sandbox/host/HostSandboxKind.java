package net.swarmstack.sandbox.host;

import net.swarmstack.model.Isolation;
import net.swarmstack.sandbox.Capabilities;
import net.swarmstack.sandbox.ExecSpec;
import net.swarmstack.sandbox.Exit;
import net.swarmstack.sandbox.Program;
import net.swarmstack.sandbox.SandboxPath;
import net.swarmstack.sandbox.SandboxSpec;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/// Port of [HostDriver]: what makes one kind of sandbox. Thread-safe.
public interface HostSandboxKind {

    /// The driver's name.
    String name();

    /// What ids begin with.
    String idPrefix();

    /// How well its sandboxes isolate.
    Isolation level();

    /// What it can do where its sandboxes work.
    ///
    /// @param limits what cgroups of this host bound
    Capabilities capabilities(CgroupSupport limits);

    /// What to do where its sandboxes do not work.
    ///
    /// @param base where their folders are
    /// @param reason how one failed
    String remedy(Path base, String reason);

    /// Where a program lies in its sandboxes.
    Optional<Program> find(String program);

    /// Whether its sandboxes have limits.
    boolean isLimited();

    /// Whether the first process only waits for the program, and is asked for nothing.
    boolean isFirstOutside();

    /// The absolute path of a file as the programs in the sandbox see it.
    ///
    /// @param folder of the sandbox, on the host
    String path(SandboxPath file, SandboxSpec spec, Path folder);

    /// Prepares to execute a program. A kind may leave files of its own in the sandbox's folder.
    ///
    /// @throws IOException where a file could not be written
    Launch launch(SandboxSpec spec, Placement place, ExecSpec exec) throws IOException;

    /// As [#launch], of a program whose stdin is [Spawner.Stdin.Open].
    Launch launchWaiting(SandboxSpec spec, Placement place, ExecSpec exec) throws IOException;

    /// How the program ended.
    ///
    /// @param status of the first process, as Java gives it
    /// @param lastWords the end of what was written to stderr
    Exit exit(SandboxFolder folder, ExecSpec exec, int status, String lastWords);
}
