package net.swarmstack.catalog;

import net.swarmstack.catalog.GarbageStore.Amount;
import net.swarmstack.catalog.GarbageStore.Sweep;
import net.swarmstack.model.Reason;
import net.swarmstack.model.RunId;
import net.swarmstack.model.Sha256;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;
import net.swarmstack.packages.PackageStore;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// Removes what nothing refers to: large values, packages, logs of runs that are gone, files that a
/// process began and did not finish, lock files and sockets of dead processes. Other processes may
/// execute runs, register agents and collect meanwhile; none of them loses anything, and here is
/// why.
///
/// 1. A file is stored before the row that refers to it. Who stores it, or finds it there and uses
///    it again, makes it young. Nothing younger than an hour is removed.
/// 2. The last look at a file's age and its removal happen in a transaction that keeps every other
///    writer out, and so does the renewal of a value: see `registry.BlobSweep`. Who stores a
///    package looks again once the row is there, and stores it anew where it is gone.
/// 3. A process may stand still for hours between storing and recording, or the clock may jump. So
///    nothing is removed either that is younger than the oldest run, less an hour, in which a
///    living process has anything in hand. What a run is triggered with is stored before there is a
///    run: its acceptance is refused where that is gone.
/// 4. That moment is asked for first, then everything is read that runs refer to. Only what 1 made
///    young gets its first reference later.
/// 5. A package that an agent gave up stays for an hour: a run that is about to start may know it.
///    What that run pins is in its first event from then on.
/// 6. Each removal is whole by itself, so after a crash the next collection goes on; what is gone
///    when it is to be removed was removed by another.
/// 7. Where a history is damaged nothing is removed, for it can't tell what it referred to.
public final class GarbageCollection {

    private static final Duration GRACE = Duration.ofHours(1);

    private static final Pattern UNFINISHED = Pattern.compile("\\.(new|bundled)-[0-9]+");

    private final Root root;
    private final GarbageStore store;
    private final PackageStore packages;
    private final InstantSource clock;

    public GarbageCollection(
            Root root, GarbageStore store, PackageStore packages, InstantSource clock) {
        this.root = root;
        this.store = store;
        this.packages = packages;
        this.clock = clock;
    }

    /// Removes it.
    ///
    /// @param dryRun whether to look only
    /// @return what was removed, or would be, of each kind
    /// @throws SwarmException `MISCONFIGURED` where a history is damaged
    public List<Removed> run(boolean dryRun) {
        Instant now = clock.instant();
        Instant inUse = store.workSince().filter(now::isAfter).orElse(now);
        var sweep = new Sweep(inUse.minus(GRACE), dryRun);
        Predicate<Sha256> references = store.references();
        return List.of(
                new Removed(Kind.BLOBS, store.removeBlobs(references, sweep)),
                new Removed(Kind.UNFINISHED, removeUnfinished(sweep)),
                new Removed(Kind.PACKAGES, removePackages(references, sweep)),
                new Removed(Kind.LOGS, removeLogs(sweep)),
                new Removed(Kind.LOCKS, store.removeLocks(sweep)));
    }

    private Amount removePackages(Predicate<Sha256> references, Sweep sweep) {
        Set<Sha256> bundled = RootInitializer.bundledPackages(root);
        Amount removed = Amount.NONE;
        for (Sha256 digest : packages.untouchedSince(sweep.before())) {
            if (bundled.contains(digest)
                    || references.test(digest)
                    || store.isRegistered(digest, sweep.before())) {
                continue;
            }
            long size = new FileTree(packages.archive(digest).resolveSibling("")).sizeBytes();
            if (sweep.dryRun() || removePackage(digest, sweep)) {
                removed = removed.and(size);
            }
        }
        return removed;
    }

    private boolean removePackage(Sha256 digest, Sweep sweep) {
        return packages.remove(
                digest,
                sweep.before(),
                removal ->
                        store.exclusively(() -> {
                            if (!store.isRegistered(digest, sweep.before())) {
                                removal.run();
                            }
                        }));
    }

    private Amount removeLogs(Sweep sweep) {
        Amount removed = Amount.NONE;
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(root.logs())) {
            for (Path folder : folders) {
                var tree = new FileTree(folder);
                if (isRunId(folder) && tree.isOlderThan(sweep.before()) && !hasRun(folder)) {
                    removed = remove(tree, sweep, removed);
                }
            }
        } catch (NoSuchFileException e) {
            return removed; // nothing ever logged
        } catch (IOException e) {
            throw failure(root.logs(), e);
        }
        return removed;
    }

    private boolean hasRun(Path folder) {
        return store.hasRun(new RunId(folder.getFileName().toString()));
    }

    /// A folder with another name is none of Swarm's.
    private static boolean isRunId(Path folder) {
        return RunId.isOne(folder.getFileName().toString());
    }

    private Amount removeUnfinished(Sweep sweep) {
        Amount removed = Amount.NONE;
        for (Path folder : foldersThatAreWrittenTo()) {
            removed = removeUnfinished(folder, sweep, removed);
        }
        return removed;
    }

    private static Amount removeUnfinished(Path folder, Sweep sweep, Amount before) {
        Amount removed = before;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, ".*-*")) {
            for (Path entry : entries) {
                var tree = new FileTree(entry);
                if (UNFINISHED.matcher(entry.getFileName().toString()).matches()
                        && tree.isOlderThan(sweep.before())) {
                    removed = remove(tree, sweep, removed);
                }
            }
        } catch (NoSuchFileException e) {
            return removed; // somebody deleted the folder
        } catch (IOException e) {
            throw failure(folder, e);
        }
        return removed;
    }

    /// Where a file or folder is begun under another name: those of Swarm's own, and those of what
    /// is bundled. Other folders of agents and workflows are people's.
    private Set<Path> foldersThatAreWrittenTo() {
        var folders =
                new TreeSet<>(
                        Set.of(root.registry(), root.agents(), root.workflows(), root.packages()));
        InstalledFiles.of(root)
                .digests()
                .keySet()
                .forEach(file -> folders.add(root.folder().resolve(file).resolveSibling("")));
        packages.untouchedSince(clock.instant()).stream()
                .map(digest -> packages.archive(digest).resolveSibling(""))
                .forEach(folders::add);
        return folders;
    }

    private static Amount remove(FileTree tree, Sweep sweep, Amount before) {
        long size = tree.sizeBytes();
        if (!sweep.dryRun()) {
            try {
                tree.delete();
            } catch (IOException e) {
                throw failure(tree.top(), e);
            }
        }
        return before.and(size);
    }

    private static SwarmException failure(Path what, IOException e) {
        return new SwarmException(
                Code.STORE_FAILED, "can't remove garbage in " + what + ": " + Reason.of(e), e);
    }

    /// Garbage of one kind.
    public record Removed(Kind kind, Amount amount) {}

    /// What may be garbage.
    public enum Kind {
        /// Large values and files that agents left, finished or not.
        BLOBS,
        /// Other files and folders that were begun and not finished.
        UNFINISHED,
        /// Packages of agents.
        PACKAGES,
        /// The logs of runs, a folder each.
        LOGS,
        /// Lock files and sockets of processes that are gone.
        LOCKS
    }
}
