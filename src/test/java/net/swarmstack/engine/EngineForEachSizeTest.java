package net.swarmstack.engine;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.model.Failure;
import net.swarmstack.model.Json;
import net.swarmstack.testing.InMemoryHistory;
import net.swarmstack.testing.ManualTimers;
import net.swarmstack.testing.Plans;
import net.swarmstack.testing.ScriptedRunner;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import tools.jackson.databind.node.ObjectNode;

import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// How long the list of a `foreach` and what its items give may be.
@Timeout(120)
class EngineForEachSizeTest {

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void close() {
        threads.shutdownNow();
        threads.close();
    }

    /// Were an item to cost what the list costs, this would not end in time.
    @Test
    void tenThousandItemsAreExecuted() throws InterruptedException {
        RunOutcome outcome = run(10_000, "${item}", Json.object());

        assertThat(outcome.result())
                .hasValueSatisfying(outputs -> assertThat(outputs).hasSize(10_000));
    }

    @Test
    void collectedListOfMoreThanSixtyFourMebibytesFailsTheStep() throws InterruptedException {
        ObjectNode trigger = Json.object().put("text", "x".repeat(1_000_000));

        RunOutcome outcome = run(68, "${trigger.text}", trigger);

        assertThat(outcome.error())
                .contains(
                        new Failure(
                                Failure.Type.OUTPUT_TOO_LARGE,
                                "the items give more than 64 MiB together"));
    }

    private RunOutcome run(int items, String value, ObjectNode trigger)
            throws InterruptedException {
        var list = trigger.putArray("list");
        IntStream.range(0, items).forEach(list::add);
        String steps =
                "steps: [{id: each, agent: any, foreach: '${trigger.list}', inputs: {v: '"
                        + value
                        + "'}}]\n";
        var history = new InMemoryHistory();
        var engine =
                new Engine(
                        new EnginePorts(
                                history,
                                history,
                                new ScriptedRunner(),
                                List.of(),
                                new ManualTimers(),
                                new Incidents(_ -> {})),
                        new PinnedPlans(),
                        Json.object(),
                        InstantSource.system(),
                        new UuidV7Source(InstantSource.system(), RandomGenerator.getDefault()),
                        threads,
                        RandomGenerator.getDefault(),
                        4);
        var request =
                new RunRequest(Plans.pin(steps), Plans.of(steps), "manual", trigger, Json.object());
        return engine.start(request, _ -> {}).await();
    }
}
