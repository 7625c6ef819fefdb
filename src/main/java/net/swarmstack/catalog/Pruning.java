package net.swarmstack.catalog;

import net.swarmstack.catalog.PruningStore.EndedRun;
import net.swarmstack.catalog.PruningStore.Selection;
import net.swarmstack.model.RunStatus;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Deletes runs that ended long ago, with their histories and logs, some at a time: so a prune of
/// any size leaves the registry to others in between, and takes no memory. The logs of a run go
/// when its rows are gone; where the process dies in between, they are garbage, and so is what the
/// run alone referred to: see [GarbageCollection].
public final class Pruning {

    private static final int PAGE = 500;

    /// The most events that go in one transaction, but for a run that has more.
    private static final long MAX_EVENTS = 10_000;

    /// How long a workflow that stands for a trial was not used when none is about to start.
    private static final Duration AT_REST = Duration.ofHours(1);

    private final PruningStore store;
    private final LogFolders logs;
    private final InstantSource clock;

    public Pruning(Root root, PruningStore store, InstantSource clock) {
        this.store = store;
        this.logs = new LogFolders(root);
        this.clock = clock;
    }

    /// The runs that ended so long ago.
    ///
    /// @param keepFailed whether those stay that did not succeed
    public Selection select(Duration age, boolean keepFailed) {
        return new Selection(clock.instant().minus(age), keepFailed);
    }

    /// What pruning would delete, by the status of the runs.
    public List<Share> look(Selection selection) {
        var shares = new Shares();
        eachPage(selection, runs -> runs.forEach(run -> shares.add(run, logs.sizeBytes(run.id()))));
        return shares.list();
    }

    /// Deletes them.
    ///
    /// @return what was deleted, by the status of the runs
    /// @throws net.swarmstack.model.SwarmException `MISCONFIGURED` where the logs of a run can't be
    ///   deleted; what is deleted stays so
    public List<Share> carryOut(Selection selection) {
        var shares = new Shares();
        eachPage(
                selection,
                runs ->
                        batches(runs)
                                .forEach(batch ->
                                        store.removeRuns(selection, batch)
                                                .forEach(run -> deleteLogs(run, shares))));
        store.removeTrials(clock.instant().minus(AT_REST));
        return shares.list();
    }

    private void eachPage(Selection selection, Consumer<List<EndedRun>> use) {
        List<EndedRun> page = store.endedRuns(selection, "", PAGE);
        while (!page.isEmpty()) {
            use.accept(page);
            page = store.endedRuns(selection, page.getLast().id(), PAGE);
        }
    }

    private static List<List<String>> batches(List<EndedRun> runs) {
        var batches = new ArrayList<List<String>>();
        long events = 0;
        for (EndedRun run : runs) {
            events += run.events();
            if (batches.isEmpty() || events > MAX_EVENTS) {
                batches.add(new ArrayList<>());
                events = run.events();
            }
            batches.getLast().add(run.id());
        }
        return batches;
    }

    private void deleteLogs(EndedRun run, Shares shares) {
        shares.add(run, logs.sizeBytes(run.id()));
        logs.delete(run.id());
    }

    /// How many runs with the same status, and how much they logged.
    public record Share(RunStatus status, long runs, long logBytes) {}

    private static final class Shares {

        private final Map<RunStatus, Share> byStatus = new EnumMap<>(RunStatus.class);

        void add(EndedRun run, long logBytes) {
            byStatus.merge(
                    run.status(),
                    new Share(run.status(), 1, logBytes),
                    (a, b) -> new Share(a.status, a.runs + b.runs, a.logBytes + b.logBytes));
        }

        List<Share> list() {
            return List.copyOf(byStatus.values());
        }
    }
}
