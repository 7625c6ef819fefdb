package net.swarmstack.sandbox.process;

import net.swarmstack.model.Isolation;
import net.swarmstack.sandbox.Capabilities;
import net.swarmstack.sandbox.ExecSpec;
import net.swarmstack.sandbox.Exit;
import net.swarmstack.sandbox.Program;
import net.swarmstack.sandbox.SandboxPath;
import net.swarmstack.sandbox.SandboxSpec;
import net.swarmstack.sandbox.Spawner;
import net.swarmstack.sandbox.host.CgroupSupport;
import net.swarmstack.sandbox.host.HostPrograms;
import net.swarmstack.sandbox.host.HostSandboxKind;
import net.swarmstack.sandbox.host.Launch;
import net.swarmstack.sandbox.host.Placement;
import net.swarmstack.sandbox.host.SandboxFolder;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The driver `process`: plain processes of this user, each sandbox with a folder, a session and,
/// where one is writable, a cgroup. For trusted code.
///
/// The command becomes the agent without a process in between: `setsid` gives it a session, a shell
/// joins the cgroup and sets what a process inherits, then execs it. The pid stays the same.
public final class ProcessKind implements HostSandboxKind {

    private static final String SETSID = "/usr/bin/setsid";
    private static final String SHELL = "/bin/sh";
    private static final int NOT_FOUND = 123;
    private static final int NOT_EXECUTABLE = 124;
    private static final int REFUSED_BY_CGROUP = 125;

    /// Of the shell's `exec`: the kernel takes the file for no program, or finds no interpreter.
    private static final int NO_PROGRAM = 126;

    private static final int NO_INTERPRETER = 127;

    /// What exists in the sandbox's folder where the launcher could not start the agent.
    private static final String NOT_STARTED = "not-started";

    /// $0: what to create where the agent was not started; then where to write one's pid, up to a
    /// `--`; then the agent. The trap runs only where nothing was executed; `test` is asked first,
    /// since some shells forget the trap when exec fails. What is unset was exported by the shell.
    private static final String SCRIPT =
            """
            trap ': >"$0"' EXIT
            umask 022
            while test "$1" != --; do
                echo $$ >"$1" || exit 125
                shift
            done
            shift
            unset PWD OLDPWD SHLVL
            test -e "$1" || exit 123
            test -x "$1" || exit 124
            exec "$@"
            """;

    private final HostPrograms programs;

    /// @param programs what its sandboxes find
    public ProcessKind(HostPrograms programs) {
        this.programs = programs;
    }

    @Override
    public String name() {
        return "process";
    }

    @Override
    public String idPrefix() {
        return "proc-";
    }

    @Override
    public Isolation level() {
        return Isolation.PROCESS;
    }

    @Override
    public Capabilities capabilities(CgroupSupport support) {
        var notEnforced = new ArrayList<String>();
        notEnforced.add("Agents see the host's files, processes and network.");
        notEnforced.add("Memory, CPU, processes and disk are not limited.");
        if (!support.contained()) {
            notEnforced.add(
                    "No cgroup is writable: a process that leaves its session, loses its parent and"
                            + " changes its environment is not found.");
        }
        return new Capabilities(level(), false, false, false, false, notEnforced);
    }

    @Override
    public String remedy(Path base, String reason) {
        return "Make %s a folder that this user can write in, and see that %s (package util-linux) and %s exist."
                .formatted(base, SETSID, SHELL);
    }

    @Override
    public Optional<Program> find(String program) {
        return programs.find(program);
    }

    @Override
    public boolean isLimited() {
        return false;
    }

    @Override
    public boolean isFirstOutside() {
        return false;
    }

    @Override
    public String path(SandboxPath file, SandboxSpec spec, Path folder) {
        String inPackage = file.name().substring(file.parts().getFirst().length());
        return file.parts().getFirst().equals("package")
                ? spec.packageFolder() + inPackage
                : folder.resolve(file.name()).toString();
    }

    @Override
    public Launch launch(SandboxSpec spec, Placement place, ExecSpec exec) {
        var stdin = new Spawner.Stdin.OfFile(place.folder().resolve(exec.stdin()));
        return launch(place, exec, stdin);
    }

    @Override
    public Launch launchWaiting(SandboxSpec spec, Placement place, ExecSpec exec) {
        return launch(place, exec, new Spawner.Stdin.Open());
    }

    private static Launch launch(Placement place, ExecSpec exec, Spawner.Stdin stdin) {
        SandboxFolder folder = place.folder();
        // Relative to the working folder, for the sandbox may be renamed meanwhile.
        String notStarted = "../" + NOT_STARTED;
        var argv = new ArrayList<>(List.of(SETSID, SHELL, "-c", SCRIPT, notStarted));
        argv.addAll(place.joinFiles());
        argv.add("--");
        argv.addAll(exec.argv());
        return new Launch(argv, exec.environment(), folder.resolve(exec.workingFolder()), stdin);
    }

    @Override
    public Exit exit(SandboxFolder folder, ExecSpec exec, int status, String lastWords) {
        return Files.exists(folder.path().resolve(NOT_STARTED), LinkOption.NOFOLLOW_LINKS)
                ? new Exit.FailedToStart(reason(exec.argv().getFirst(), status))
                : Exit.ofStatus(status);
    }

    /// Why nothing was executed, for the status of the shell.
    private static String reason(String program, int status) {
        return switch (status) {
            case REFUSED_BY_CGROUP -> "its cgroup takes no process";
            case NOT_EXECUTABLE -> program + " is not executable";
            case NOT_FOUND -> program + " does not exist";
            case NO_PROGRAM, NO_INTERPRETER ->
                    program
                            + " can't be executed: the interpreter behind its #! does not exist,"
                            + " or it is no program for this machine";
            default -> program + " can't be executed (status " + status + ")";
        };
    }
}
