package net.swarmstack.sandbox.bubblewrap;

import net.swarmstack.model.Isolation;
import net.swarmstack.sandbox.Capabilities;
import net.swarmstack.sandbox.ExecSpec;
import net.swarmstack.sandbox.Exit;
import net.swarmstack.sandbox.Program;
import net.swarmstack.sandbox.SandboxPath;
import net.swarmstack.sandbox.SandboxSpec;
import net.swarmstack.sandbox.SearchPath;
import net.swarmstack.sandbox.Spawner;
import net.swarmstack.sandbox.host.CgroupSupport;
import net.swarmstack.sandbox.host.HostPrograms;
import net.swarmstack.sandbox.host.HostSandboxKind;
import net.swarmstack.sandbox.host.Launch;
import net.swarmstack.sandbox.host.Placement;
import net.swarmstack.sandbox.host.SandboxFolder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The driver `bubblewrap`: namespaces of its own, no privileges, a filter of system calls, only
/// declared files, limits. For careless code.
///
/// The host's process is a shell that joins the cgroups, then becomes bubblewrap's monitor; that
/// waits for an init in the new pid namespace, which waits for the agent. The environment reaches
/// bubblewrap through a pipe, as options: in the argv or the environment of the monitor anybody on
/// the host could read it.
public final class BubblewrapKind implements HostSandboxKind {

    private static final String SETSID = "/usr/bin/setsid";
    private static final String SHELL = "/bin/sh";
    private static final Exit REFUSED_BY_CGROUP = new Exit.Exited(125);

    /// Of [#INNER_SCRIPT], where there is nothing to execute.
    private static final Exit NOT_EXECUTED = new Exit.Exited(126);

    /// What `ulimit -f` counts in.
    private static final int FILE_BLOCK_BYTES = 512;

    /// Beside the sandbox's folders, where no program in it sees them.
    private static final String FILTER = "filter";

    private static final String STATUS = "status";

    /// Of a program that waits, which holds no secret.
    private static final String OPTIONS = "options";

    /// In the place of a file: the program waits at the stdin of the launcher.
    private static final String WAITING = "-";

    /// $0: the folder of the sandbox; $1: the stdin in it, or `-`; $2: the most 512-byte blocks of
    /// a file; $3: the most KiB of data of a process, or unlimited; then where to write one's pid,
    /// up to a `--`; then bubblewrap. Its options come through stdin, or where that is the
    /// program's, from a file.
    private static final String SCRIPT =
            """
            umask 022
            cd "$0" || exit
            stdin=$1
            ulimit -c 0 && ulimit -f "$2" && ulimit -d "$3" || exit
            shift 3
            while test "$1" != --; do
                echo $$ >"$1" || exit 125
                shift
            done
            shift
            unset PWD OLDPWD SHLVL
            test "$stdin" != - || exec "$@" 7>status 8<options 9<filter
            exec "$@" 7>status 8<&0 9<filter <"$stdin"
            """;

    /// Where processes are not limited by a cgroup: a limit that counts within the user namespace.
    /// Shells name it differently. What can't be executed is told as bubblewrap tells it.
    private static final String INNER_SCRIPT =
            """
            ulimit -u "$0" 2>/dev/null || ulimit -p "$0" || exit
            unset OLDPWD SHLVL
            test -e "$1" || echo "bwrap: execvp $1: No such file or directory" >&2
            test -x "$1" || echo "bwrap: execvp $1: Permission denied" >&2
            test -x "$1" || exit 126
            exec "$@"
            """;

    private static final Pattern EXIT_CODE = Pattern.compile("\"exit-code\": (\\d+)");
    private static final Pattern REFUSED =
            Pattern.compile(
                    "^bwrap: execvp .*: (No such file|Permission denied)", Pattern.MULTILINE);

    private final Optional<Path> bubblewrap;
    private final HostPrograms programs;
    private final List<String> hostView = HostView.options();
    private final Optional<byte[]> filter =
            Machine.of(System.getProperty("os.arch")).map(SyscallFilter::of);

    /// @param path where `bwrap` is looked for
    /// @param programs what its sandboxes find
    public BubblewrapKind(SearchPath path, HostPrograms programs) {
        this.bubblewrap = path.find("bwrap").map(Path::of);
        this.programs = programs;
    }

    @Override
    public String name() {
        return "bubblewrap";
    }

    @Override
    public String idPrefix() {
        return "bwrap-";
    }

    @Override
    public Isolation level() {
        return Isolation.NAMESPACE;
    }

    @Override
    public Capabilities capabilities(CgroupSupport support) {
        var notEnforced = new ArrayList<String>();
        if (!support.memory()) {
            notEnforced.add(
                    "No memory cgroup is writable: each process of an agent may have its"
                            + " memory_mb of data, and what it shares counts for nothing.");
        }
        if (!support.processes()) {
            notEnforced.add(
                    "No pids cgroup is writable: a fork bomb is bounded by RLIMIT_NPROC, which does nothing for root.");
        }
        if (!support.cpu()) {
            notEnforced.add("No cpu cgroup is writable: limits.cpus does nothing.");
        }
        return new Capabilities(level(), false, false, support.memory(), false, notEnforced);
    }

    @Override
    public String remedy(Path base, String reason) {
        return Remedy.of(bubblewrap.isPresent(), reason);
    }

    @Override
    public Optional<Program> find(String program) {
        return programs.find(program);
    }

    @Override
    public boolean isLimited() {
        return true;
    }

    @Override
    public boolean isFirstOutside() {
        return true;
    }

    @Override
    public String path(SandboxPath file, SandboxSpec spec, Path folder) {
        return SandboxView.path(file);
    }

    @Override
    public Launch launch(SandboxSpec spec, Placement place, ExecSpec exec) throws IOException {
        String options = prepare(spec, place, exec);
        return new Launch(
                argv(spec, place, exec, exec.stdin().name()),
                Map.of(),
                place.folder().path(),
                new Spawner.Stdin.OfText(options));
    }

    @Override
    public Launch launchWaiting(SandboxSpec spec, Placement place, ExecSpec exec)
            throws IOException {
        Files.writeString(place.folder().path().resolve(OPTIONS), prepare(spec, place, exec));
        return new Launch(
                argv(spec, place, exec, WAITING),
                Map.of(),
                place.folder().path(),
                new Spawner.Stdin.Open());
    }

    /// Writes what bubblewrap reads from files; gives its options.
    private String prepare(SandboxSpec spec, Placement place, ExecSpec exec) throws IOException {
        Path folder = place.folder().path();
        Files.write(
                folder.resolve(FILTER),
                filter.orElseThrow(
                        () -> new IOException("no filter of system calls for this machine")));
        var view = new SandboxView(hostView, spec, folder);
        view.writeFiles();
        return view.options(exec);
    }

    private List<String> argv(SandboxSpec spec, Placement place, ExecSpec exec, String stdin)
            throws IOException {
        Path program = bubblewrap.orElseThrow(() -> new IOException("bwrap is not on the PATH"));
        long memoryKib = spec.limits().memoryBytes() >> 10;
        var argv =
                new ArrayList<>(
                        List.of(
                                SETSID,
                                SHELL,
                                "-c",
                                SCRIPT,
                                place.folder().path().toString(),
                                stdin,
                                Long.toString(spec.limits().diskBytes() / FILE_BLOCK_BYTES),
                                place.support().memory() ? "unlimited" : Long.toString(memoryKib)));
        argv.addAll(place.joinFiles());
        argv.addAll(List.of("--", program.toString(), "--args", "8", "--"));
        if (!place.support().processes()) {
            argv.addAll(
                    List.of(
                            SHELL,
                            "-c",
                            INNER_SCRIPT,
                            Integer.toString(spec.limits().processes())));
        }
        argv.addAll(exec.argv());
        return argv;
    }

    @Override
    public Exit exit(SandboxFolder folder, ExecSpec exec, int status, String lastWords) {
        Matcher ended = EXIT_CODE.matcher(read(folder.path().resolve(STATUS)));
        boolean hasEnded = ended.find();
        Exit exit = Exit.ofStatus(hasEnded ? Integer.parseInt(ended.group(1)) : status);
        boolean isStarted = hasEnded && !exit.equals(NOT_EXECUTED);
        return isStarted || exit instanceof Exit.Signaled // from outside, the monitor too
                ? exit
                : failure(exec.argv().getFirst(), exit, lastWords.strip());
    }

    private static String read(Path status) {
        try {
            return Files.readString(status);
        } catch (IOException e) {
            return ""; // the launcher did not come that far
        }
    }

    /// Why nothing was executed, where that is so.
    private static Exit failure(String program, Exit exit, String lastWords) {
        Matcher refused = REFUSED.matcher(lastWords);
        if (refused.find()) {
            return new Exit.FailedToStart(
                    refused.group(1).startsWith("No such")
                            ? program
                                    + " does not exist in the sandbox, or the interpreter behind its #!"
                            : program + " is not executable");
        }
        if (exit.equals(NOT_EXECUTED)) {
            return exit; // the program's own
        }
        String last = lastWords.substring(lastWords.lastIndexOf('\n') + 1);
        return new Exit.FailedToStart(
                exit.equals(REFUSED_BY_CGROUP)
                        ? "its cgroup takes no process"
                        : "bubblewrap failed: " + last);
    }
}
