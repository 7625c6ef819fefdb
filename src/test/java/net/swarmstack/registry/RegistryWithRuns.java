package net.swarmstack.registry;

import net.swarmstack.engine.History;
import net.swarmstack.model.AttemptStats;
import net.swarmstack.model.Json;
import net.swarmstack.model.Payload;
import net.swarmstack.model.RunEvent;
import net.swarmstack.model.RunEvent.AttemptSucceeded;
import net.swarmstack.model.RunId;
import net.swarmstack.model.StepId;
import net.swarmstack.model.Timestamps;
import net.swarmstack.testing.RunScript;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/// A registry with a run that has ended and one that is open, to be broken.
final class RegistryWithRuns implements AutoCloseable {

    static final RunId WHOLE = RunScript.run(1);
    static final RunId OPEN = RunScript.run(2);

    private final TestRegistry registry;
    private final History history;

    private RegistryWithRuns(TestRegistry registry) {
        this.registry = registry;
        this.history = registry.registry().history();
    }

    static RegistryWithRuns in(Path folder) {
        TestRegistry registry = TestRegistry.in(folder);
        DecidedHistory.prepare(registry);
        var test = new RegistryWithRuns(registry);
        test.append(DecidedHistory.whole(WHOLE));
        test.append(DecidedHistory.open(OPEN));
        return test;
    }

    Path database() {
        return registry.database();
    }

    Path blobs() {
        return registry.blobs();
    }

    History history() {
        return history;
    }

    void append(DecidedHistory of) {
        history.append(of.id(), of.take());
    }

    /// See [TestRegistry#findings()].
    List<String> findings() {
        return registry.findings();
    }

    /// See [TestRegistry#tamper].
    void tamper(String sql) throws SQLException {
        registry.tamper(sql);
    }

    /// See [TestRegistry#query].
    List<String> query(String sql) throws SQLException {
        return registry.query(sql);
    }

    /// Where the large value of a payload lies.
    Path file(Payload payload) {
        return blobs().resolve(BlobStore.name(((Payload.Stored) payload).sha256()));
    }

    void forge(RunId run, RunEvent event) throws SQLException {
        forge(run, EventCodec.type(event), Json.compact(EventCodec.data(event)));
    }

    /// Adds an event whose hash is right, as only Swarm itself would.
    void forge(RunId run, String type, String data) throws SQLException {
        String last = " FROM run_events WHERE run_id = '" + run + "' ORDER BY seq DESC LIMIT 1";
        long seq = 1 + Long.parseLong(registry.query("SELECT seq" + last).getFirst());
        String at = Timestamps.format(RunScript.START);
        String hash =
                HashChain.next(
                        registry.query("SELECT hash" + last).getFirst(), run, seq, at, type, data);
        registry.tamper(
                "INSERT INTO run_events VALUES ('%s', %d, '%s', '%s', '%s', '%s')"
                        .formatted(run, seq, at, type, data, hash));
    }

    /// That a step succeeds, for a second time.
    static RunEvent succeeded(String step, int attempt) {
        return new AttemptSucceeded(
                new StepId(step),
                attempt,
                RunScript.inline("out", "again"),
                new AttemptStats(Duration.ZERO, Duration.ZERO));
    }

    @Override
    public void close() {
        registry.close();
    }
}
