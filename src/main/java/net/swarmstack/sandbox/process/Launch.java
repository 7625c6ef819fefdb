package net.swarmstack.sandbox.process;

import net.swarmstack.sandbox.ExecSpec;
import net.swarmstack.sandbox.Exit;

import java.util.ArrayList;
import java.util.List;

/// The command that becomes the agent without a process in between: `setsid` gives it a session, a
/// shell joins the cgroup and sets what a process inherits, then execs it. The pid stays the same.
final class Launch {

    static final String SETSID = "/usr/bin/setsid";
    static final String SHELL = "/bin/sh";

    private static final int MAX_SIGNAL = 64;
    private static final int NOT_FOUND = 123;
    private static final int NOT_EXECUTABLE = 124;
    private static final int REFUSED_BY_CGROUP = 125;

    /// Of the shell's `exec`: the kernel takes the file for no program, or finds no interpreter.
    private static final int NO_PROGRAM = 126;

    private static final int NO_INTERPRETER = 127;

    /// $0: what to create where the agent was not started; $1: where to write one's pid; then the
    /// agent. The trap runs only where nothing was executed; `test` is asked first, since some
    /// shells forget the trap when exec fails. What is unset was exported by the shell.
    private static final String SCRIPT =
            """
            trap ': >"$0"' EXIT
            umask 022
            echo $$ >"$1" || exit 125
            shift
            unset PWD OLDPWD SHLVL
            test -e "$1" || exit 123
            test -x "$1" || exit 124
            exec "$@"
            """;

    private Launch() {}

    /// The argv that executes a spec in a sandbox.
    static List<String> argv(SandboxFolder folder, Containment containment, ExecSpec spec) {
        var argv =
                new ArrayList<>(
                        List.of(
                                SETSID,
                                SHELL,
                                "-c",
                                SCRIPT,
                                folder.notStarted().toString(),
                                containment.joinFile()));
        argv.addAll(spec.argv());
        return argv;
    }

    /// How the agent ended, for the status that Java gives: a signal is 128 more than its number.
    static Exit exit(int status) {
        return status > 128 && status <= 128 + MAX_SIGNAL
                ? new Exit.Signaled(status - 128)
                : new Exit.Exited(status);
    }

    /// Why nothing was executed, for the status of the shell.
    static String reason(String program, int status) {
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
