package net.swarmstack.catalog;

import net.swarmstack.model.Reason;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.Map;
import java.util.Optional;

/// The folder under which everything of one Swarm lives. It belongs to one user.
public record Root(Path folder) {

    /// What to do where the registry is damaged, in the words of every message about it.
    public static final String RESTORE = "Restore the registry from a backup: swarm restore FILE";

    private static final Path SHARED = Path.of("/opt");

    public Root {
        folder = folder.toAbsolutePath().normalize();
    }

    /// The root that a command means: the flag, else `$SWARM_ROOT`, else `/opt` where it holds a
    /// registry, else `${XDG_DATA_HOME:-~/.local/share}/swarm`.
    ///
    /// @param flag `--root`
    public static Root locate(Optional<Path> flag, Map<String, String> environment) {
        return flag.or(() -> variable("SWARM_ROOT", environment))
                .map(Root::new)
                .or(Root::shared)
                .orElseGet(() -> new Root(dataHome(environment).resolve("swarm")));
    }

    /// What decides which root a command means, for people.
    ///
    /// @param flag `--root`
    public static String origin(Optional<Path> flag, Map<String, String> environment) {
        if (flag.isPresent()) {
            return "option --root";
        }
        if (variable("SWARM_ROOT", environment).isPresent()) {
            return "environment SWARM_ROOT";
        }
        return shared().isEmpty() && dataVariable(environment).isPresent()
                ? "environment XDG_DATA_HOME"
                : "default";
    }

    private static Optional<Root> shared() {
        return Optional.of(new Root(SHARED)).filter(Root::exists);
    }

    private static Optional<Path> dataVariable(Map<String, String> environment) {
        // Others are to be ignored, says the standard.
        return variable("XDG_DATA_HOME", environment).filter(Path::isAbsolute);
    }

    private static Path dataHome(Map<String, String> environment) {
        return dataVariable(environment)
                .orElseGet(() ->
                        variable("HOME", environment)
                                .orElseGet(() -> Path.of(System.getProperty("user.home")))
                                .resolve(".local/share"));
    }

    private static Optional<Path> variable(String name, Map<String, String> environment) {
        return Optional.ofNullable(environment.get(name))
                .filter(value -> !value.isBlank())
                .map(Path::of);
    }

    /// Agents' own folders.
    public Path agents() {
        return folder.resolve("swarm-agents");
    }

    /// The store of registered packages.
    public Path packages() {
        return agents().resolve(".registry");
    }

    /// Workflows' own folders.
    public Path workflows() {
        return folder.resolve("swarm-workflows");
    }

    /// The database and what belongs to it.
    public Path registry() {
        return folder.resolve("swarm-registry");
    }

    public Path database() {
        return registry().resolve("registry.db");
    }

    public Path configFile() {
        return registry().resolve("config.yaml");
    }

    public Path secrets() {
        return registry().resolve("secrets");
    }

    /// Large inputs and outputs, by their digest.
    public Path blobs() {
        return registry().resolve("blobs");
    }

    /// A folder for each run.
    public Path logs() {
        return registry().resolve("logs/workflow-runs");
    }

    /// A lock file and a socket for each process that executes runs.
    public Path owners() {
        return registry().resolve("owners");
    }

    /// Held by the one process that works for others, see `swarm run --no-wait`.
    public Path workerLock() {
        return registry().resolve("worker.lock");
    }

    /// What that process says.
    public Path workerLog() {
        return registry().resolve("logs/worker.log");
    }

    /// Interpreters that the root has of its own.
    public Path runtimes() {
        return folder().resolve("swarm-engine").resolve("runtimes");
    }

    /// What sandboxes need while they live.
    public Path sandboxes() {
        return registry().resolve("sandboxes");
    }

    /// Whether there is a registry.
    public boolean exists() {
        return Files.exists(database());
    }

    /// Refuses a root that is not there.
    ///
    /// @throws SwarmException `NOT_FOUND` with what to do, `MISCONFIGURED` as
    ///   [#requireNotLost(Path)] or where none can be
    public void requireExists() {
        requireNotLost(database());
        if (!exists()) {
            RootPlace.requirePossible(folder);
            throw new SwarmException(Code.NOT_FOUND, "no root at " + folder + ": swarm init");
        }
    }

    /// Refuses a registry of which only a part is left: an empty one in its place would hide that.
    ///
    /// @param database its file
    /// @throws SwarmException `MISCONFIGURED` with the command that restores
    public static void requireNotLost(Path database) {
        if (Files.exists(database)) {
            return;
        }
        // What was committed last may be in the write-ahead log alone.
        Path log = beside(database, "-wal");
        if (log.toFile().length() > 0) {
            throw new SwarmException(
                    Code.MISCONFIGURED,
                    database + " is missing, and " + log + " is there. " + RESTORE);
        }
        Path restored = restored(database);
        if (Files.exists(restored)) {
            throw new SwarmException(
                    Code.MISCONFIGURED,
                    database
                            + " is missing, and "
                            + restored
                            + " is there: restoring was interrupted. "
                            + RESTORE);
        }
    }

    /// Where what is restored waits, whole, until it takes the place of the registry.
    ///
    /// @param database the registry's file
    public static Path restored(Path database) {
        return beside(database, ".restored");
    }

    private static Path beside(Path file, String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }

    /// Refuses another user than the one to whom the root belongs, root included: what that user
    /// wrote here, the owner could not open.
    ///
    /// @throws SwarmException `NOT_AUTHORISED` naming the owner
    public void requireOwner() {
        try {
            requireOwner(Files.getOwner(Path.of("/proc/self")));
        } catch (IOException e) {
            throw new SwarmException(
                    Code.MISCONFIGURED,
                    "can't find out whose " + registry() + " is: " + Reason.of(e),
                    e);
        }
    }

    /// @param user who wants to use it
    void requireOwner(UserPrincipal user) throws IOException {
        Path whose = Files.exists(registry()) ? registry() : folder;
        if (!Files.exists(whose)) {
            return;
        }
        UserPrincipal owner = Files.getOwner(whose);
        if (!owner.equals(user)) {
            throw new SwarmException(
                    Code.NOT_AUTHORISED,
                    "the root "
                            + folder
                            + " belongs to "
                            + owner.getName()
                            + ", and you are "
                            + user.getName()
                            + ". Become that user (sudo -u "
                            + owner.getName()
                            + " …), or take a root of your own with --root DIR.");
        }
    }
}
