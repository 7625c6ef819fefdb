package net.swarmstack.registry;

import net.swarmstack.engine.PinnedPlans;
import net.swarmstack.model.RunId;
import net.swarmstack.model.SwarmException;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// Verifies all that a registry holds, and goes on after what it finds. One run is in memory at a
/// time; what is verified of it is what stood there at one moment, so that other processes may
/// write meanwhile.
final class Verification {

    private static final String WITHOUT_RUN =
            """
            SELECT run_id FROM run_events e
            WHERE NOT EXISTS (SELECT 1 FROM workflow_runs r WHERE r.id = e.run_id)
            GROUP BY run_id\
            """;

    private static final String WITHOUT_OWNER =
            """
            SELECT id, owner_epoch FROM workflow_runs
            WHERE owner_epoch IS NOT NULL AND owner_epoch NOT IN (SELECT epoch FROM owners)\
            """;

    private final Reader reader;
    private final BlobStore blobs;
    private final Findings findings = new Findings();

    Verification(Reader reader, BlobStore blobs) {
        this.reader = reader;
        this.blobs = blobs;
    }

    /// @throws SwarmException as opening the registry does
    List<Verdict> run() {
        reader.read(Schema::version);
        check(Check.SCHEMA, statements -> SchemaCheck.run(statements, findings));
        check(Check.KEYS, statements -> KeyCheck.run(statements, findings));
        check(Check.RUNS, this::eventsHaveRuns);
        check(Check.OWNERS, this::ownersAreKnown);
        return findings.verdicts(verifyRuns());
    }

    private void check(Check check, Work work) {
        try {
            reader.read(statements -> {
                work.run(statements);
                return true;
            });
        } catch (SwarmException e) {
            findings.add(check, String.valueOf(e.getMessage()));
        }
    }

    private void eventsHaveRuns(Statements statements) throws SQLException {
        for (String run : statements.list(WITHOUT_RUN, row -> row.getString(1))) {
            findings.add(Check.RUNS, "run " + run + ": it has events and no row");
        }
    }

    private void ownersAreKnown(Statements statements) throws SQLException {
        List<String> found =
                statements.list(
                        WITHOUT_OWNER,
                        row ->
                                "run "
                                        + row.getString(1)
                                        + ", column owner_epoch: "
                                        + row.getLong(2));
        found.forEach(place -> findings.add(Check.OWNERS, place + " is the epoch of no owner"));
    }

    /// Returns how many runs there are.
    private long verifyRuns() {
        var runs = new RunIdPages();
        long count = 0;
        try (var memory = new Statements(Database.inMemory())) {
            Replay.prepare(memory);
            var blobChecks = new BlobChecks(blobs);
            var plans = new PinnedPlans();
            for (Optional<RunId> run = next(runs); run.isPresent(); run = next(runs)) {
                verify(run.get(), new RunVerification(run.get(), memory, plans, blobChecks));
                count++;
            }
        } catch (SQLException e) {
            throw SqlFailure.of("verify the registry", e);
        }
        return count;
    }

    private Optional<RunId> next(RunIdPages runs) {
        return reader.read(runs::next);
    }

    /// A run that was deleted meanwhile has lost its large values too.
    private void verify(RunId run, RunVerification verification) {
        check(Check.HISTORY, statements -> atOneMoment(statements, verification));
        Findings found = verification.findings();
        if (!found.isEmpty() && isThere(run)) {
            findings.addAll(found);
        }
    }

    private static void atOneMoment(Statements statements, RunVerification verification)
            throws SQLException {
        statements.script("BEGIN");
        try {
            verification.run(statements);
        } finally {
            statements.script("ROLLBACK");
        }
    }

    private boolean isThere(RunId run) {
        return reader.read(statements ->
                statements.query(
                        "SELECT 1 FROM workflow_runs WHERE id = ?",
                        rows -> rows.next(),
                        run.value()));
    }

    /// Part of a check.
    @FunctionalInterface
    private interface Work {
        void run(Statements statements) throws SQLException;
    }
}
