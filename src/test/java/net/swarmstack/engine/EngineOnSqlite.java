package net.swarmstack.engine;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.model.Json;
import net.swarmstack.model.RunId;
import net.swarmstack.model.StepStatus;
import net.swarmstack.registry.TestRegistry;
import net.swarmstack.testing.Eventually;
import net.swarmstack.testing.ManualTimers;
import net.swarmstack.testing.Plans;
import net.swarmstack.testing.ScriptedRunner;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;

/// An engine whose runs stand in a real registry, with steps and time that the test decides about.
final class EngineOnSqlite implements AutoCloseable {

    final ScriptedRunner runner = new ScriptedRunner();
    final ManualTimers timers = new ManualTimers();

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final TestRegistry test;
    private final Engine engine;

    /// @param folder where the registry is made
    EngineOnSqlite(Path folder, int slots, Notifier... notifiers) {
        test = TestRegistry.in(folder);
        test.registry().catalog().put(TestRegistry.agent("agent-id", "any", "1.0.0"));
        test.registry().catalog().put(TestRegistry.workflow("workflow-id", "any", "1.0.0"));
        engine =
                new Engine(
                        new EnginePorts(
                                test.registry().history(),
                                test.registry().queue(),
                                runner,
                                List.of(notifiers),
                                timers,
                                new Incidents(_ -> {})),
                        new PinnedPlans(),
                        Json.object(),
                        InstantSource.system(),
                        new UuidV7Source(InstantSource.system(), RandomGenerator.getDefault()),
                        threads,
                        RandomGenerator.getDefault(),
                        slots);
    }

    /// @param steps a workflow from `steps:` on
    RunHandle start(String steps) {
        return start(steps, Json.object(), Json.object());
    }

    /// @param steps a workflow from `steps:` on
    RunHandle start(String steps, ObjectNode trigger, ObjectNode variables) {
        var request =
                new RunRequest(Plans.pin(steps), Plans.of(steps), "manual", trigger, variables);
        return engine.start(request, _ -> {});
    }

    /// The newest runs.
    List<RunViews.RunView> runs() {
        return test.registry().views().list(100);
    }

    /// The columns of the run that say how it stands, as in `failed, completed, b, error: why`.
    String run(RunId id) {
        ObjectNode row = test.registry().views().find(id).orElseThrow().row();
        return shown(row, row.get("error_step").asString(""));
    }

    /// The same of its steps, as in `b: failed, completed, 2 retries, error: why`, by name; a step
    /// that is not resolved has no row.
    List<String> steps(RunId id) {
        return test.registry().views().steps(id).stream()
                .map(step -> step.stepId() + ": " + shown(step.row(), retries(step.row())))
                .sorted()
                .toList();
    }

    private static String retries(ObjectNode row) {
        long retries = row.get("retry_count").longValue();
        return retries == 0 ? "" : retries + " retries";
    }

    private static String shown(ObjectNode row, String detail) {
        String completed = row.get("completed_at").isNull() ? "" : "completed";
        JsonNode error = row.get("error");
        return List.of(row.get("status").stringValue(), completed, detail, error.asString(""))
                .stream()
                .filter(part -> !part.isEmpty())
                .reduce((a, b) -> a + ", " + b)
                .orElseThrow();
    }

    /// Waits until the row of the step says so.
    void await(RunHandle run, String step, StepStatus status) {
        Eventually.await(
                step + " is " + status.text(),
                () ->
                        test.registry().views().steps(run.id()).stream()
                                .anyMatch(row ->
                                        row.stepId().equals(step) && row.status() == status));
    }

    /// Waits until so many timers are set, and lets the time of the next one come.
    void passTime(int timersSet) {
        Eventually.await(timersSet + " timers are set", () -> timers.delays().size() == timersSet);
        timers.runNext();
    }

    /// Attempts that a failed test left executing are interrupted. Whatever happened, what is
    /// stored must verify.
    @Override
    public void close() {
        threads.shutdownNow();
        threads.close();
        List<String> findings = test.findings();
        test.close();
        assertThat(findings).isEmpty();
    }
}
