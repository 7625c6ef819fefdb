package net.swarmstack.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import net.swarmstack.engine.History;
import net.swarmstack.engine.RunViews;
import net.swarmstack.engine.RunViews.RunView;
import net.swarmstack.engine.RunViews.StepView;
import net.swarmstack.model.Failure;
import net.swarmstack.model.Json;
import net.swarmstack.model.Payload;
import net.swarmstack.model.RunEvent.CancelRequested;
import net.swarmstack.model.RunEvent.HandlerFinished;
import net.swarmstack.model.RunStatus;
import net.swarmstack.model.StepExecutionId;
import net.swarmstack.model.StepId;
import net.swarmstack.model.StepStatus;
import net.swarmstack.testing.RunScript;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The rows that people see, after what happened in a run.
final class ProjectionTest {

    @TempDir Path folder;
    private TestRegistry test;
    private History history;
    private RunViews views;
    private final RunScript script = new RunScript(RunScript.run(1));

    @BeforeEach
    void open() {
        test = TestRegistry.in(folder);
        history = test.registry().history();
        views = test.registry().views();
    }

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void anAcceptedRunHasARow() {
        append(script.accepted(RunScript.inline("message", "hi"), "a"));

        RunView run = run();
        assertThat(run.status()).isEqualTo(RunStatus.RUNNING);
        assertThat(run.workflow()).isEqualTo("flow");
        assertThat(run.ownerAlive()).isTrue();
        assertThat(Json.compact(run.row()))
                .isEqualTo(
                        """
                        {"id":"%s","workflow_id":"%s","workflow_version":"1.0.0",\
                        "status":"running","current_step":null,"trigger_type":"manual",\
                        "trigger_data":{"message":"hi"},"step_results":{},\
                        "started_at":"2026-01-02T03:04:05.006Z","completed_at":null,"error":null,\
                        "error_step":null,"total_vm_time_ms":0,"total_api_tokens":0,\
                        "created_at":"2026-01-02T03:04:05.006Z","owner_epoch":1,\
                        "resumed_from":null,"retry_of":null}\
                        """
                                .formatted(script.id(), RunScript.WORKFLOW_ID));
        assertThat(views.steps(script.id())).isEmpty();
    }

    @Test
    void aStepHasARowFromTheMomentItIsResolved() {
        append(script.accepted(RunScript.inline("message", "hi"), "a", "b"));

        append(script.resolved("a", RunScript.inline("message", "for a")));

        StepView step = views.steps(script.id()).getFirst();
        assertThat(views.steps(script.id())).hasSize(1);
        assertThat(step.status()).isEqualTo(StepStatus.PENDING);
        assertThat(step.startedAt()).isEmpty();
        assertThat(step.row().get("id").stringValue())
                .isEqualTo(StepExecutionId.of(script.id(), new StepId("a")).value());
        assertThat(step.row().get("agent_name").stringValue()).isEqualTo("echo");
        assertThat(step.row().get("agent_id").stringValue()).isEqualTo(RunScript.AGENT_ID);
        assertThat(step.row().get("queued_at").stringValue()).isEqualTo("2026-01-02T03:04:05.006Z");
        assertThat(step.row().get("inputs")).isEqualTo(Json.parse("{\"message\":\"for a\"}"));
    }

    @Test
    void aStepThatSucceededHasTimesAndOutputs() {
        append(script.accepted(RunScript.inline("message", "hi"), "a"));
        append(
                script.resolved("a", RunScript.inline("message", "for a"))
                        .after(Duration.ofMillis(100))
                        .started("a", "proc-1"));

        append(script.after(Duration.ofMillis(50)).succeeded("a", RunScript.inline("out", "x")));

        JsonNode row = views.steps(script.id()).getFirst().row();
        assertThat(row.get("status").stringValue()).isEqualTo("succeeded");
        assertThat(row.get("vm_id").stringValue()).isEqualTo("proc-1");
        assertThat(row.get("started_at").stringValue()).isEqualTo("2026-01-02T03:04:05.106Z");
        assertThat(row.get("completed_at").stringValue()).isEqualTo("2026-01-02T03:04:05.156Z");
        assertThat(row.get("duration_ms").longValue()).isEqualTo(50);
        assertThat(row.get("outputs")).isEqualTo(Json.parse("{\"out\":\"x\"}"));
        assertThat(row.get("error").isNull()).isTrue();
        assertThat(run().row().get("total_vm_time_ms").longValue()).isEqualTo(40);
    }

    @Test
    void aRowIsTheSameWhetherItsEventsShareAnAppendOrNot() {
        append(script.accepted(RunScript.inline("m", "1"), "a", "b").wholeStep("a"));
        RunScript other = new RunScript(RunScript.run(2));
        append(other.accepted(RunScript.inline("m", "1"), "a", "b"));
        append(other.resolved("a", RunScript.inline("message", "in a")));
        append(other.started("a", "proc-a"));
        append(other.succeeded("a", RunScript.inline("echoed", "out a")));

        var together = views.steps(script.id()).getFirst().row();
        var apart = views.steps(other.id()).getFirst().row();
        assertThat(together.remove(List.of("id", "run_id")))
                .isEqualTo(apart.remove(List.of("id", "run_id")));
        var runTogether = views.find(script.id()).orElseThrow().row();
        var runApart = views.find(other.id()).orElseThrow().row();
        assertThat(runTogether.remove(List.of("id"))).isEqualTo(runApart.remove(List.of("id")));
    }

    @Test
    void theCurrentStepIsTheLastThatStarted() {
        append(script.accepted(RunScript.inline("m", "1"), "a", "b").wholeStep("a"));

        append(script.resolved("b", RunScript.inline("m", "2")).started("b", "proc-b"));

        assertThat(run().row().get("current_step").stringValue()).isEqualTo("b");
    }

    @Test
    void aFailedRunNamesTheErrorAndTheStep() {
        Failure failure = new Failure(Failure.Type.TIMEOUT, "took too long");
        append(
                script.accepted(RunScript.inline("m", "1"), "a", "b")
                        .resolved("a", RunScript.inline("m", "2"))
                        .started("a", "proc-a"));

        append(
                script.failed("a", failure)
                        .event(new CancelRequested(), StepStatus.SKIPPED, "b")
                        .finished(RunStatus.FAILED, Optional.of(failure), Optional.of("a")));

        JsonNode row = run().row();
        assertThat(row.get("status").stringValue()).isEqualTo("failed");
        assertThat(row.get("error").stringValue()).isEqualTo("timeout: took too long");
        assertThat(row.get("error_step").stringValue()).isEqualTo("a");
        assertThat(row.get("current_step").isNull()).isTrue();
        assertThat(row.get("completed_at").isNull()).isFalse();
        assertThat(views.steps(script.id()))
                .extracting(StepView::stepId, StepView::status)
                .containsExactly(tuple("a", StepStatus.FAILED), tuple("b", StepStatus.SKIPPED));
        assertThat(views.steps(script.id()).getFirst().row().get("error").stringValue())
                .isEqualTo("timeout: took too long");
    }

    @Test
    void aStepWhoseInputsCannotBeMadeHasARow() {
        append(script.accepted(RunScript.inline("m", "1"), "a"));

        append(script.unresolvable("a", new Failure(Failure.Type.BAD_INPUT, "no path")));

        JsonNode row = views.steps(script.id()).getFirst().row();
        assertThat(row.get("status").stringValue()).isEqualTo("failed");
        assertThat(row.get("error").stringValue()).isEqualTo("bad_input: no path");
        assertThat(row.get("started_at").isNull()).isTrue();
        assertThat(row.get("duration_ms").isNull()).isTrue();
        assertThat(row.get("completed_at").isNull()).isFalse();
    }

    @Test
    void stepResultsHoldEveryStepAtTheEnd() {
        Payload large = history.keep(RunScript.large());
        append(
                script.accepted(RunScript.inline("m", "1"), "a", "b", "c")
                        .wholeStep("a")
                        .resolved("b", large)
                        .started("b", "proc-b"));
        append(
                script.succeeded("b", large)
                        .event(new CancelRequested(), StepStatus.CANCELLED, "c")
                        .finished(RunStatus.CANCELLED, Optional.empty(), Optional.empty()));

        JsonNode results = run().row().get("step_results");
        assertThat(results.get("a"))
                .isEqualTo(
                        Json.parse(
                                "{\"status\":\"succeeded\",\"outputs\":{\"echoed\":\"out a\"}}"));
        assertThat(results.at("/b/outputs_ref/sha256").stringValue())
                .isEqualTo(((Payload.Stored) large).sha256().hex());
        assertThat(results.get("c")).isEqualTo(Json.parse("{\"status\":\"cancelled\"}"));
    }

    @Test
    void resultsThatAreLargeTogetherAreAReference() {
        String[] steps = new String[40];
        Arrays.setAll(steps, n -> "s" + n);
        script.accepted(RunScript.inline("m", "1"), steps);
        for (String step : steps) {
            script.resolved(step, RunScript.inline("m", "1"))
                    .started(step, "proc")
                    .succeeded(step, RunScript.inline("text", "x".repeat(30_000)));
        }

        append(script.finished(RunStatus.SUCCEEDED, Optional.empty(), Optional.empty()));

        JsonNode column = run().row().get("step_results");
        assertThat(column.propertyNames()).containsExactly("ref", "sha256", "size", "preview");
        assertThat(column.get("size").longValue()).isGreaterThan(1 << 20);
        assertThat(folder.resolve(column.get("ref").stringValue()))
                .hasSize(column.get("size").longValue());
    }

    @Test
    void aHandlerThatEndsAfterTheRunIsRecorded() {
        append(script.accepted(RunScript.inline("m", "1"), "a").wholeStep("a"));
        append(script.finished(RunStatus.SUCCEEDED, Optional.empty(), Optional.empty()));
        JsonNode before = run().row();

        append(
                script.event(
                        new HandlerFinished("on_success[0]", Optional.empty()),
                        StepStatus.PENDING));

        assertThat(views.events(script.id())).hasSize(6);
        assertThat(run().row()).isEqualTo(before);
    }

    @Test
    void aLargeInputIsAReferenceInItsColumn() {
        Payload large = history.keep(RunScript.large());
        append(script.accepted(large, "a").resolved("a", large));

        JsonNode inputs = views.steps(script.id()).getFirst().row().get("inputs");

        assertThat(inputs.propertyNames()).containsExactly("ref", "sha256", "size", "preview");
        assertThat(folder.resolve(inputs.get("ref").stringValue())).exists();
        assertThat(run().row().get("trigger_data")).isEqualTo(inputs);
    }

    @Test
    void aRunGoesOnAfterARestart() {
        append(
                script.accepted(RunScript.inline("m", "1"), "a", "b")
                        .resolved("a", RunScript.inline("m", "1")));
        append(script.started("a", "proc-a"));
        test.reopen();
        history = test.registry().history();
        views = test.registry().views();
        assertThat(test.registry().queue().claim(script.id())).isTrue();

        append(script.after(Duration.ofSeconds(2)).succeeded("a", RunScript.inline("o", "1")));
        append(script.wholeStep("b"));

        assertThat(views.steps(script.id()))
                .extracting(step -> step.row().get("duration_ms").longValue())
                .containsExactly(2000L, 0L);
        assertThat(views.steps(script.id()).getLast().row().get("agent_name").stringValue())
                .isEqualTo("echo");
        assertThat(views.events(script.id())).hasSize(7);
    }

    private void append(RunScript of) {
        history.append(of.id(), of.take());
    }

    private RunView run() {
        return views.find(script.id()).orElseThrow();
    }
}
