package net.swarmstack.testing;

import net.swarmstack.engine.Attempt;
import net.swarmstack.engine.AttemptOutcome;
import net.swarmstack.engine.SandboxDemand;
import net.swarmstack.engine.StepRunner;
import net.swarmstack.engine.StopSignal;
import net.swarmstack.model.AttemptStats;
import net.swarmstack.model.Failure;
import net.swarmstack.model.RunId;
import net.swarmstack.model.StepId;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/// A step runner without sandboxes: an attempt gives its inputs back as outputs, unless the test
/// says otherwise.
public final class ScriptedRunner implements StepRunner {

    private final Map<String, Script> scripts = new ConcurrentHashMap<>();
    private final List<Attempt> attempts = new CopyOnWriteArrayList<>();
    private final List<String> reaped = new CopyOnWriteArrayList<>();

    /// What an attempt does instead of giving its inputs back.
    @FunctionalInterface
    public interface Script {
        AttemptOutcome run(Attempt attempt, StopSignal stop);
    }

    /// Attempts of the step do this.
    public ScriptedRunner when(String step, Script script) {
        scripts.put(step, script);
        return this;
    }

    /// Attempts of the step fail.
    public ScriptedRunner failing(String step, Failure.Type type, String message) {
        return when(step, (_, _) -> failed(type, message));
    }

    /// The first attempts of the step fail, those after them give their inputs back.
    public ScriptedRunner failingFirst(String step, int times, Failure.Type type, String message) {
        return when(
                step,
                (attempt, _) ->
                        attempt.number() <= times ? failed(type, message) : succeeded(attempt));
    }

    /// Attempts of the step wait for the latch, then fail.
    public ScriptedRunner failingAfter(
            String step, CountDownLatch latch, Failure.Type type, String message) {
        return when(
                step,
                (_, _) -> {
                    await(latch);
                    return failed(type, message);
                });
    }

    /// Attempts of the step wait until they are stopped.
    public ScriptedRunner hanging(String step) {
        return when(
                step,
                (_, stop) -> {
                    var stopped = new CountDownLatch(1);
                    stop.onGiven(stopped::countDown);
                    await(stopped);
                    return failed(Failure.Type.CANCELLED, "stopped");
                });
    }

    /// Attempts of the step wait for the latch, then give their inputs back.
    public ScriptedRunner holding(String step, CountDownLatch latch) {
        return when(
                step,
                (attempt, _) -> {
                    await(latch);
                    return succeeded(attempt);
                });
    }

    /// The attempts that were started, in order.
    public List<Attempt> attempts() {
        return List.copyOf(attempts);
    }

    /// The steps of the attempts that were started, in order.
    public List<String> steps() {
        return attempts.stream().map(attempt -> attempt.step().value()).toList();
    }

    @Override
    public String sandboxId(RunId run, StepId step, int attempt, SandboxDemand demand) {
        return "fake-" + step + "-" + attempt;
    }

    @Override
    public void run(Attempt attempt, StopSignal stop, Consumer<AttemptOutcome> ended) {
        ended.accept(run(attempt, stop));
    }

    @Override
    public void reap(String sandboxId) {
        reaped.add(sandboxId);
    }

    /// The sandboxes of lost attempts that were ended, in order.
    public List<String> reaped() {
        return List.copyOf(reaped);
    }

    /// Executes an attempt on this thread.
    public AttemptOutcome run(Attempt attempt, StopSignal stop) {
        attempts.add(attempt);
        return scripts.getOrDefault(attempt.step().value(), (a, _) -> succeeded(a))
                .run(attempt, stop);
    }

    private static AttemptOutcome succeeded(Attempt attempt) {
        return new AttemptOutcome.Succeeded(attempt.inputs(), stats());
    }

    private static AttemptOutcome failed(Failure.Type type, String message) {
        return new AttemptOutcome.Failed(new Failure(type, message), stats());
    }

    private static AttemptStats stats() {
        return new AttemptStats(Duration.ZERO, Duration.ZERO);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
