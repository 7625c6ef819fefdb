package net.swarmstack.registry;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.engine.History;
import net.swarmstack.engine.RunViews.StepView;
import net.swarmstack.model.Artifact;
import net.swarmstack.model.AttemptRemains;
import net.swarmstack.model.Failure;
import net.swarmstack.model.Payload;
import net.swarmstack.model.RunEvent.StepDeadlinePassed;
import net.swarmstack.model.RunStatus;
import net.swarmstack.model.Sha256;
import net.swarmstack.model.StepId;
import net.swarmstack.model.StepStatus;
import net.swarmstack.model.TokenUsage;
import net.swarmstack.testing.RunScript;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.node.ObjectNode;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// The rows of steps that are skipped, wait, or are tried again.
final class StepRowTest {

    private static final Failure FAILURE = new Failure(Failure.Type.OOM, "killed at 128 MB");

    @TempDir Path folder;
    private TestRegistry test;
    private History history;
    private final RunScript script = new RunScript(RunScript.run(1));

    @BeforeEach
    void open() {
        test = TestRegistry.in(folder);
        history = test.registry().history();
        append(script.accepted(RunScript.inline("m", "1"), "a"));
    }

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void aSkippedStepHasARowThatNeverStarted() {
        append(script.skipped("a"));

        assertThat(step("status", "inputs", "outputs", "vm_id", "started_at", "duration_ms"))
                .containsExactly("skipped", "", "", "", "", "");
        assertThat(step("queued_at", "completed_at", "retry_count", "error", "agent_name"))
                .containsExactly(
                        "2026-01-02T03:04:05.006Z", "2026-01-02T03:04:05.006Z", "0", "", "echo");
    }

    @Test
    void aWaitingStepShowsItsLastFailureAndHasNotEnded() {
        append(firstAttempt());

        assertThat(step("status", "error", "retry_count", "vm_id", "completed_at", "duration_ms"))
                .containsExactly("waiting", "oom: killed at 128 MB", "0", "proc-1", "", "");
    }

    @Test
    void aStepInLineForItsNextAttemptStillShowsItsLastFailure() {
        append(firstAttempt());

        append(script.after(Duration.ofSeconds(1)).retryDue("a"));

        assertThat(step("status", "error", "completed_at"))
                .containsExactly("pending", "oom: killed at 128 MB", "");
    }

    @Test
    void aStepThatIsTriedAgainCountsItAndNamesItsNewSandbox() {
        append(firstAttempt());

        append(script.after(Duration.ofSeconds(1)).retryDue("a").started("a", "proc-2"));

        assertThat(step("status", "retry_count", "vm_id", "started_at"))
                .containsExactly("running", "1", "proc-2", "2026-01-02T03:04:05.006Z");
    }

    @Test
    void aRetriedStepThatSucceedsHasNoErrorAndTheTimeOfAllItsAttempts() {
        append(firstAttempt());
        append(script.after(Duration.ofSeconds(1)).retryDue("a").started("a", "proc-2"));

        append(script.after(Duration.ofSeconds(2)).succeeded("a", RunScript.inline("o", "1")));

        assertSucceededTheSecondTime();
    }

    @Test
    void rowsAreTheSameWhereAllOfItIsOneTransaction() {
        append(
                firstAttempt()
                        .after(Duration.ofSeconds(1))
                        .retryDue("a")
                        .started("a", "proc-2")
                        .after(Duration.ofSeconds(2))
                        .succeeded("a", RunScript.inline("o", "1")));

        assertSucceededTheSecondTime();
    }

    @Test
    void aStepThatWaitedOverARestartKeepsWhenItStarted() {
        append(firstAttempt());
        test.reopen();
        history = test.registry().history();
        assertThat(test.registry().queue().claim(script.id())).isTrue();

        append(script.after(Duration.ofSeconds(1)).retryDue("a").started("a", "proc-2"));
        append(script.after(Duration.ofSeconds(2)).succeeded("a", RunScript.inline("o", "1")));

        assertSucceededTheSecondTime();
    }

    @Test
    void aStepWhoseLastAttemptFailsKeepsThatFailure() {
        append(firstAttempt());

        append(
                script.retryDue("a")
                        .started("a", "proc-2")
                        .failed("a", new Failure(Failure.Type.ERROR, "no luck")));

        assertThat(step("status", "retry_count", "error"))
                .containsExactly("failed", "1", "error: no luck");
    }

    @Test
    void aWaitingStepThatIsCancelledHasTheTimeFromItsStartToItsEnd() {
        append(firstAttempt());

        append(
                script.after(Duration.ofSeconds(5))
                        .event(new StepDeadlinePassed(new StepId("a")), StepStatus.TIMED_OUT, "a"));

        assertThat(step("status", "duration_ms", "retry_count"))
                .containsExactly("timed_out", "5000", "0");
    }

    @Test
    void timeOfAllAttemptsIsTheRunsOwn() {
        append(
                firstAttempt()
                        .retryDue("a")
                        .started("a", "proc-2")
                        .succeeded("a", RunScript.inline("o", "1"))
                        .finished(RunStatus.SUCCEEDED, Optional.empty(), Optional.empty()));

        ObjectNode run = test.registry().views().find(script.id()).orElseThrow().row();

        assertThat(run.get("total_vm_time_ms").longValue()).isEqualTo(80);
    }

    @Test
    void tokensOfAllAttemptsAreTheStepsAndTheRuns() {
        script.leaving(new TokenUsage(10, 2), AttemptRemains.NOTHING);

        append(firstAttempt());
        append(script.retryDue("a").started("a", "proc-2"));
        append(script.succeeded("a", RunScript.inline("o", "1")));

        ObjectNode run = test.registry().views().find(script.id()).orElseThrow().row();
        assertThat(step("api_tokens_used")).containsExactly("24");
        assertThat(run.get("total_api_tokens").longValue()).isEqualTo(24);
    }

    @Test
    void tokensCountOnceWhereAllOfItIsOneTransaction() {
        script.leaving(new TokenUsage(10, 2), AttemptRemains.NOTHING);

        append(
                firstAttempt()
                        .retryDue("a")
                        .started("a", "proc-2")
                        .succeeded("a", RunScript.inline("o", "1")));

        assertThat(step("api_tokens_used")).containsExactly("24");
    }

    @Test
    void artifactsOfTheLastAttemptStandInTheRow() {
        var first = new Artifact("a.txt", 1, Sha256.of(new byte[] {1}));
        var second = new Artifact("b.txt", 2, Sha256.of(new byte[] {2}));
        append(
                script.leaving(TokenUsage.NONE, remains(first))
                        .resolved("a", RunScript.inline("m", "2"))
                        .started("a", "proc-1")
                        .failedForNow("a", FAILURE));
        assertThat(artifacts()).containsExactly(first);

        append(
                script.retryDue("a")
                        .started("a", "proc-2")
                        .leaving(TokenUsage.NONE, remains(second)));
        append(script.succeeded("a", RunScript.inline("o", "1")));

        assertThat(artifacts()).containsExactly(second);
    }

    @Test
    void manyArtifactsAreKeptByReferenceAndReadWhole() {
        List<Artifact> many =
                IntStream.range(0, 1_000)
                        .mapToObj(n -> new Artifact("file-" + n, n, Sha256.of(new byte[] {1})))
                        .toList();

        append(
                script.leaving(TokenUsage.NONE, remains(many.toArray(Artifact[]::new)))
                        .wholeStep("a"));

        assertThat(step("artifacts").getFirst()).contains("\"ref\":\"blobs/");
        assertThat(artifacts()).isEqualTo(many);
    }

    private AttemptRemains remains(Artifact... artifacts) {
        Payload list = history.keep(Artifact.list(List.of(artifacts)));
        return new AttemptRemains(Optional.of(list), Optional.empty());
    }

    private List<Artifact> artifacts() {
        return test.registry().views().artifacts(script.id(), "a");
    }

    private RunScript firstAttempt() {
        return script.resolved("a", RunScript.inline("m", "2"))
                .started("a", "proc-1")
                .failedForNow("a", FAILURE);
    }

    private void assertSucceededTheSecondTime() {
        assertThat(step("status", "error", "retry_count", "vm_id", "inputs", "duration_ms"))
                .containsExactly("succeeded", "", "1", "proc-2", "{\"m\":\"2\"}", "3000");
        assertThat(step("started_at", "completed_at"))
                .containsExactly("2026-01-02T03:04:05.006Z", "2026-01-02T03:04:08.006Z");
    }

    /// Columns of the step's row; a column without a value is an empty text.
    private List<String> step(String... columns) {
        List<StepView> steps = test.registry().views().steps(script.id());
        assertThat(steps).hasSize(1);
        ObjectNode row = steps.getFirst().row();
        return List.of(columns).stream()
                .map(row::get)
                .map(value -> value.isObject() ? value.toString() : value.asString(""))
                .toList();
    }

    private void append(RunScript of) {
        history.append(of.id(), of.take());
    }
}
