package net.swarmstack.registry;

import net.swarmstack.catalog.GarbageStore;
import net.swarmstack.model.RunId;
import net.swarmstack.model.Sha256;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;
import net.swarmstack.model.Timestamps;

import java.sql.ResultSet;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/// What the SQLite file refers to, and the garbage beside it. For one thread at a time.
final class SqliteGarbageStore implements GarbageStore {

    /// Of each owner the oldest run that it has not done with.
    private static final String OPEN_WORK =
            """
            SELECT owner_epoch, MIN(created_at) FROM workflow_runs
            WHERE owner_epoch IS NOT NULL GROUP BY owner_epoch\
            """;

    private static final String RUN =
            """
            SELECT 1 FROM workflow_runs WHERE id = ?
            UNION SELECT 1 FROM run_events WHERE run_id = ?\
            """;

    private static final String AGENT =
            """
            SELECT 1 FROM agents
            WHERE digest = ? AND (deleted_at IS NULL OR deleted_at >= ?)\
            """;

    private final Reader reader;
    private final Optional<Writer> writer;
    private final Owners owners;
    private final BlobStore blobs;

    /// @param writer none where the registry is open for reading only
    SqliteGarbageStore(Reader reader, Optional<Writer> writer, Owners owners, BlobStore blobs) {
        this.reader = reader;
        this.writer = writer;
        this.owners = owners;
        this.blobs = blobs;
    }

    @Override
    public Optional<Instant> workSince() {
        return reader
                .read(statements ->
                        statements.list(
                                OPEN_WORK, row -> new Work(row.getLong(1), row.getString(2))))
                .stream()
                .filter(work -> owners.isAlive(work.owner))
                .map(work -> Timestamps.parse(work.since))
                .min(Comparator.naturalOrder());
    }

    private record Work(long owner, String since) {}

    @Override
    public Predicate<Sha256> references() {
        return reader.read(statements -> new ReferenceScan(blobs).read(statements));
    }

    @Override
    public boolean hasRun(RunId run) {
        return reader.read(
                statements -> statements.query(RUN, ResultSet::next, run.value(), run.value()));
    }

    @Override
    public boolean isRegistered(Sha256 digest, Instant deletedSince) {
        return reader.read(statements ->
                statements.query(
                        AGENT, ResultSet::next, digest.hex(), Timestamps.format(deletedSince)));
    }

    @Override
    public void exclusively(Runnable work) {
        writer.orElseThrow(() ->
                        new SwarmException(
                                Code.INTERNAL,
                                "can't collect garbage: the registry is open for reading"))
                .write("collect garbage", _ -> work.run());
    }

    @Override
    public Amount removeBlobs(Predicate<Sha256> referenced, Sweep sweep) {
        return new BlobSweep(blobs.folder(), referenced, sweep, this::exclusively).run();
    }

    @Override
    public Amount removeLocks(Sweep sweep) {
        if (sweep.dryRun()) {
            return sweepLocks(sweep);
        }
        var removed = new AtomicReference<>(Amount.NONE);
        exclusively(() -> removed.set(sweepLocks(sweep)));
        return removed.get();
    }

    private Amount sweepLocks(Sweep sweep) {
        Set<Long> known =
                Set.copyOf(
                        reader.read(statements ->
                                statements.list(
                                        "SELECT epoch FROM owners", row -> row.getLong(1))));
        return new LockSweep(owners, known, sweep).run();
    }
}
