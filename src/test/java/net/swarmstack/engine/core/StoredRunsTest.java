package net.swarmstack.engine.core;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.engine.History;
import net.swarmstack.engine.Transition;
import net.swarmstack.engine.core.RandomShell.Moment;
import net.swarmstack.model.AttemptStats;
import net.swarmstack.model.Json;
import net.swarmstack.model.Payload;
import net.swarmstack.model.RecordedEvent;
import net.swarmstack.model.RunEvent;
import net.swarmstack.model.RunEvent.AttemptFailed;
import net.swarmstack.model.RunEvent.AttemptSucceeded;
import net.swarmstack.model.RunEvent.RunAccepted;
import net.swarmstack.model.RunId;
import net.swarmstack.model.RunStatus;
import net.swarmstack.model.TokenUsage;
import net.swarmstack.registry.TestRegistry;
import net.swarmstack.testing.Plans;
import net.swarmstack.testing.RunScript;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;

/// What happened in runs of every kind, stored as the engine stores it.
final class StoredRunsTest {

    private static final int WORKFLOWS = 50;
    private static final int ORDERS = 2;

    @TempDir Path folder;
    private TestRegistry test;
    private History history;
    private int stored;

    @BeforeEach
    void open() {
        test = TestRegistry.in(folder);
        test.registry().catalog().put(TestRegistry.agent("agent-id", "any", "1.0.0"));
        test.registry().catalog().put(TestRegistry.workflow("workflow-id", "any", "1.0.0"));
        history = test.registry().history();
    }

    @AfterEach
    void close() {
        test.close();
    }

    /// However the events were grouped into transactions, and wherever they end.
    @Test
    void verifyingWhatTheEngineStoresFindsNothing() {
        new RandomRuns(WORKFLOWS, ORDERS)
                .hold((run, order) -> {
                    var random = new Random(order);
                    store(run, random);
                });

        assertThat(test.findings()).isEmpty();
        assertThat(stored).isEqualTo(WORKFLOWS * ORDERS);
    }

    private void store(RandomRun run, RandomGenerator random) {
        var id = new RunId(RunScript.run(++stored).value());
        List<Moment> moments =
                RandomShell.play(run, random, RandomShell.Chances.from(random)).accepted();
        int length = random.nextInt(5) > 0 ? moments.size() : 1 + random.nextInt(moments.size());
        Instant now = RunScript.START;
        var batch = new ArrayList<Transition>();
        for (int i = 0; i < length; i++) {
            now = now.plusMillis(random.nextInt(3));
            RunEvent event = i == 0 ? accepted(run) : used(moments.get(i).event(), random);
            batch.add(
                    new Transition(
                            new RecordedEvent(id, i + 1, now, event),
                            moments.get(i).decision().next()));
            if (random.nextInt(6) == 0) {
                append(id, batch);
                batch.clear();
            }
        }
        append(id, batch);
    }

    /// A run that waits for a person is nobody's until somebody takes it up again.
    private void append(RunId run, List<Transition> batch) {
        history.append(run, List.copyOf(batch));
        boolean waits = !batch.isEmpty() && batch.getLast().after().status() == RunStatus.WAITING;
        if (waits) {
            test.registry().queue().claim(run);
        }
    }

    /// The event with another time and number of tokens that its attempt used.
    private static RunEvent used(RunEvent event, RandomGenerator random) {
        var stats =
                new AttemptStats(
                        Duration.ZERO,
                        Duration.ofNanos(random.nextLong(1L << 32)),
                        new TokenUsage(random.nextInt(100), random.nextInt(100)));
        return switch (event) {
            case AttemptSucceeded(var step, var attempt, var outputs, _, var remains) ->
                    new AttemptSucceeded(step, attempt, outputs, stats, remains);
            case AttemptFailed failed ->
                    new AttemptFailed(
                            failed.step(),
                            failed.attempt(),
                            failed.failure(),
                            stats,
                            failed.remains(),
                            failed.jitter());
            case RunEvent other -> other;
        };
    }

    private static RunEvent accepted(RandomRun run) {
        return new RunAccepted(
                Plans.pin(run.text()),
                run.plan().agents(),
                "manual",
                new Payload.Inline(Json.object()),
                Json.object(),
                Optional.empty(),
                Optional.empty());
    }
}
