package net.swarmstack.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.swarmstack.engine.History;
import net.swarmstack.model.Artifact;
import net.swarmstack.model.AttemptRemains;
import net.swarmstack.model.Failure;
import net.swarmstack.model.Json;
import net.swarmstack.model.Payload;
import net.swarmstack.model.RunEvent.Inheritance;
import net.swarmstack.model.RunEvent.Inherited;
import net.swarmstack.model.RunStatus;
import net.swarmstack.model.Sha256;
import net.swarmstack.model.StepId;
import net.swarmstack.model.StepStatus;
import net.swarmstack.model.SwarmException.Code;
import net.swarmstack.model.TokenUsage;
import net.swarmstack.testing.ChildJvm;
import net.swarmstack.testing.RunScript;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

@Timeout(120)
final class ReferenceScanTest {

    @TempDir Path folder;
    private TestRegistry test;
    private History history;
    private RunScript script;

    @BeforeEach
    void open() {
        test = TestRegistry.in(folder);
        history = test.registry().history();
        script = new RunScript(RunScript.run(1));
    }

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void everyLargeValueOfARunIsFound() {
        Payload trigger = large("trigger");
        Payload inputs = large("inputs");
        Payload outputs = large("outputs");
        Payload checkpoint = large("checkpoint");
        script.accepted(trigger, "a", "b")
                .resolved("a", inputs)
                .started("a", "proc-a")
                .succeeded("a", outputs)
                .resolved("b", RunScript.inline("m", "x"))
                .started("b", "proc-b")
                .leaving(
                        TokenUsage.NONE,
                        new AttemptRemains(Optional.empty(), Optional.of(checkpoint)))
                .failedForNow("b", new Failure(Failure.Type.ERROR, "again"));

        append();

        assertThat(references())
                .accepts(digest(trigger), digest(inputs), digest(outputs), digest(checkpoint))
                .rejects(digest(large("another")));
    }

    @Test
    void packagesThatARunPinnedAreFound() {
        script.accepted(RunScript.inline("m", "x"), "a");

        append();

        assertThat(references()).accepts(Sha256.of(new byte[0]));
    }

    @Test
    void filesOfAShortListAndOfALongOneAreFound() {
        List<Artifact> few = artifacts(2);
        List<Artifact> many = artifacts(600);
        leave("a", few);
        leave("b", many);

        append();

        Predicate<Sha256> references = references();
        assertThat(history.keep(Artifact.list(many))).isInstanceOf(Payload.Stored.class);
        assertThat(few).allMatch(artifact -> references.test(artifact.sha256()));
        assertThat(many).allMatch(artifact -> references.test(artifact.sha256()));
    }

    @Test
    void filesOfAnAttemptThatAnotherFollowedAreFound() throws SQLException {
        List<Artifact> many = artifacts(600);
        script.accepted(RunScript.inline("m", "x"), "a")
                .resolved("a", RunScript.inline("m", "x"))
                .started("a", "proc-a")
                .leaving(TokenUsage.NONE, remains(many))
                .failedForNow("a", new Failure(Failure.Type.ERROR, "again"))
                .retryDue("a")
                .started("a", "proc-a")
                .leaving(TokenUsage.NONE, AttemptRemains.NOTHING)
                .succeeded("a", RunScript.inline("m", "y"));
        append();
        assertThat(test.query("SELECT artifacts FROM step_executions WHERE artifacts IS NOT NULL"))
                .isEmpty();

        Predicate<Sha256> references = references();

        assertThat(many).allMatch(artifact -> references.test(artifact.sha256()));
    }

    @Test
    void filesThatARunTookOverFromAnotherAreFound() {
        Payload outputs = large("outputs");
        List<Artifact> many = artifacts(600);
        var inheritance = new Inheritance.Succeeded(outputs, remains(many));
        script.accepted(RunScript.inline("m", "x"), "a")
                .event(new Inherited(new StepId("a"), inheritance), StepStatus.SUCCEEDED, "a");
        append();

        Predicate<Sha256> references = references();

        assertThat(references).accepts(digest(outputs));
        assertThat(many).allMatch(artifact -> references.test(artifact.sha256()));
    }

    @Test
    void whatOnlyAColumnRefersToIsFound() throws SQLException {
        Sha256 results = digest(large("results"));
        script.accepted(RunScript.inline("m", "x"), "a")
                .wholeStep("a")
                .finished(RunStatus.SUCCEEDED, Optional.empty(), Optional.empty());
        append();

        test.tamper("UPDATE workflow_runs SET step_results = '{\"sha256\":\"" + results + "\"}'");

        assertThat(references()).accepts(results);
    }

    @Test
    void damagedHistoryTellsNothing() throws SQLException {
        script.accepted(RunScript.inline("m", "x"), "a").wholeStep("a");
        append();
        test.tamper("UPDATE run_events SET data = replace(data, 'in a', 'in b') WHERE seq = 2");

        assertThatThrownBy(this::references)
                .hasMessageContaining("damaged: run_events, run " + script.id() + ", event 2")
                .extracting("code")
                .isEqualTo(Code.MISCONFIGURED);
    }

    @Test
    void missingListOfFilesTellsNothing() throws Exception {
        List<Artifact> many = artifacts(600);
        leave("a", many);
        append();
        Sha256 list = digest(history.keep(Artifact.list(many)));
        Files.delete(test.blobs().resolve(BlobStore.name(list)));

        assertThatThrownBy(this::references).extracting("code").isEqualTo(Code.MISCONFIGURED);
    }

    @Test
    void hundredThousandEventsTakeLittleMemory() throws Exception {
        insertEvents(100_000);

        try (var child = ChildJvm.start(List.of("-Xmx32m"), Scan.class, folder)) {
            assertThat(child.readLine()).isEqualTo("last found true, other found false");
            assertThat(child.await()).isZero();
        }
    }

    /// Another process that reads the references, with little memory.
    static final class Scan {

        private Scan() {}

        public static void main(String[] arguments) {
            Path folder = Path.of(arguments[0]);
            try (ReadOnlyRegistry registry =
                    Registry.openReadOnly(folder.resolve("registry.db"), folder.resolve("blobs"))) {
                Predicate<Sha256> found = registry.garbage().references();
                System.out.println(
                        "last found "
                                + found.test(numbered(100_000))
                                + ", other found "
                                + found.test(numbered(100_001)));
            }
        }
    }

    private static Sha256 numbered(int n) {
        return Sha256.of(Integer.toString(n).getBytes(StandardCharsets.UTF_8));
    }

    /// Of runs with a thousand events each, a little text and a reference in every one.
    private void insertEvents(int count) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + test.database());
                var insert =
                        connection.prepareStatement(
                                "INSERT INTO run_events (run_id, seq, at, type, data, hash)"
                                        + " VALUES (?, ?, 'now', 'Resolved', ?, ?)")) {
            connection.setAutoCommit(false);
            String hash = HashChain.start();
            for (int n = 1; n <= count; n++) {
                var run = RunScript.run(2 + n / 1_000);
                long seq = n < 1_000 ? n : n % 1_000 + 1;
                String data =
                        "{\"text\":\"%s\",\"sha256\":\"%s\"}"
                                .formatted("x".repeat(200), numbered(n));
                hash =
                        HashChain.next(
                                seq == 1 ? HashChain.start() : hash,
                                run,
                                seq,
                                "now",
                                "Resolved",
                                data);
                insert.setString(1, run.value());
                insert.setLong(2, seq);
                insert.setString(3, data);
                insert.setString(4, hash);
                insert.addBatch();
                if (n % 1_000 == 0) {
                    insert.executeBatch();
                }
            }
            connection.commit();
        }
    }

    private void leave(String step, List<Artifact> artifacts) {
        if (step.equals("a")) {
            script.accepted(RunScript.inline("m", "x"), "a", "b");
        }
        script.resolved(step, RunScript.inline("m", "x"))
                .started(step, "proc-" + step)
                .leaving(TokenUsage.NONE, remains(artifacts))
                .succeeded(step, RunScript.inline("m", "y"));
    }

    private AttemptRemains remains(List<Artifact> artifacts) {
        return new AttemptRemains(
                Optional.of(history.keep(Artifact.list(artifacts))), Optional.empty());
    }

    private List<Artifact> artifacts(int count) {
        var artifacts = new ArrayList<Artifact>();
        for (int i = 0; i < count; i++) {
            byte[] content = (count + " " + i).getBytes(StandardCharsets.UTF_8);
            artifacts.add(new Artifact("file" + i, content.length, Sha256.of(content)));
        }
        return artifacts;
    }

    private Payload large(String text) {
        return history.keep(Json.object().put("text", text + " ".repeat(Payload.MAX_INLINE_BYTES)));
    }

    private static Sha256 digest(Payload payload) {
        return ((Payload.Stored) payload).sha256();
    }

    private void append() {
        history.append(script.id(), script.take());
    }

    private Predicate<Sha256> references() {
        return test.registry().garbage().references();
    }
}
