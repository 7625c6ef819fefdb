package net.swarmstack.engine;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.model.Artifact;
import net.swarmstack.model.AttemptStats;
import net.swarmstack.model.Failure;
import net.swarmstack.model.Json;
import net.swarmstack.model.Payload;
import net.swarmstack.model.RunEvent.AttemptFailed;
import net.swarmstack.model.RunEvent.AttemptSucceeded;
import net.swarmstack.model.RunStatus;
import net.swarmstack.model.Sha256;
import net.swarmstack.testing.InMemoryHistory;
import net.swarmstack.testing.Plans;
import net.swarmstack.testing.ScriptedRunner;
import net.swarmstack.testing.ScriptedRunner.Script;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;

/// What attempts leave beside their outputs, and who gets it.
@Timeout(30)
class EngineRemainsTest {

    private static final AttemptStats STATS = new AttemptStats(Duration.ZERO, Duration.ZERO);
    private static final Artifact ARTIFACT =
            new Artifact("report.txt", 3, Sha256.of(new byte[] {1, 2, 3}));
    private static final String RETRIED =
            "steps: [{id: a, agent: any, retry: {attempts: 4, delay_seconds: 0}}]\n";

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ScriptedRunner runner = new ScriptedRunner();
    private final InMemoryHistory history = new InMemoryHistory();

    @AfterEach
    void close() {
        threads.shutdownNow();
        threads.close();
    }

    private RunHandle start(String steps) {
        Timers atOnce =
                (_, task) -> {
                    threads.execute(task);
                    return () -> {};
                };
        var engine =
                new Engine(
                        new EnginePorts(
                                history,
                                history,
                                runner,
                                List.of(),
                                atOnce,
                                new Incidents(_ -> {})),
                        new PinnedPlans(),
                        Json.object(),
                        InstantSource.system(),
                        new UuidV7Source(InstantSource.system(), RandomGenerator.getDefault()),
                        threads,
                        RandomGenerator.getDefault(),
                        2);
        var request =
                new RunRequest(
                        Plans.pin(steps), Plans.of(steps), "manual", Json.object(), Json.object());
        return engine.start(request, _ -> {});
    }

    private static Script leaving(Leftovers leftovers) {
        return (attempt, _) -> new AttemptOutcome.Succeeded(attempt.inputs(), STATS, leftovers);
    }

    private static AttemptOutcome failed(Optional<JsonNode> checkpoint) {
        return new AttemptOutcome.Failed(
                new Failure(Failure.Type.ERROR, "why"),
                STATS,
                new Leftovers(List.of(), checkpoint));
    }

    @Test
    void nextAttemptIsGivenTheLastCheckpointThatWasWritten() throws InterruptedException {
        runner.when(
                "a",
                (attempt, _) ->
                        switch (attempt.number()) {
                            case 1 -> failed(Optional.of(Json.parse("{\"page\":1}")));
                            case 2 -> failed(Optional.empty());
                            case 3 -> failed(Optional.of(Json.parse("{\"page\":3}")));
                            default -> new AttemptOutcome.Succeeded(attempt.inputs(), STATS);
                        });

        RunOutcome outcome = start(RETRIED).await();

        assertThat(outcome.status()).isEqualTo(RunStatus.SUCCEEDED);
        assertThat(runner.attempts().stream().map(Attempt::checkpoint))
                .containsExactly(
                        Optional.empty(),
                        Optional.of(Json.parse("{\"page\":1}")),
                        Optional.of(Json.parse("{\"page\":1}")),
                        Optional.of(Json.parse("{\"page\":3}")));
    }

    @Test
    void largeCheckpointIsKeptByReferenceAndGivenWhole() throws InterruptedException {
        JsonNode large = Json.object().put("text", "x".repeat(Payload.MAX_INLINE_BYTES));
        runner.when(
                "a",
                (attempt, _) ->
                        attempt.number() == 1
                                ? failed(Optional.of(large))
                                : new AttemptOutcome.Succeeded(attempt.inputs(), STATS));
        RunHandle run = start(RETRIED);

        run.await();

        assertThat(runner.attempts().getLast().checkpoint()).contains(large);
        assertThat(history.events(run.id()))
                .extracting(recorded -> recorded.event())
                .filteredOn(AttemptFailed.class::isInstance)
                .singleElement()
                .extracting(event -> ((AttemptFailed) event).remains().checkpoint().orElseThrow())
                .isInstanceOf(Payload.Stored.class);
    }

    @Test
    void checkpointOfAnAttemptThatSucceededIsNotKept() throws InterruptedException {
        runner.when("a", leaving(new Leftovers(List.of(), Optional.of(Json.parse("1")))));
        RunHandle run = start("steps: [{id: a, agent: any}]\n");

        run.await();

        assertThat(history.events(run.id()))
                .extracting(recorded -> recorded.event())
                .filteredOn(AttemptSucceeded.class::isInstance)
                .singleElement()
                .extracting(event -> ((AttemptSucceeded) event).remains().checkpoint())
                .isEqualTo(Optional.empty());
    }

    @Test
    void otherStepsReadArtifactsAsAList() throws InterruptedException {
        runner.when("a", leaving(new Leftovers(List.of(ARTIFACT), Optional.empty())));

        RunOutcome outcome =
                start(
                                """
                                steps:
                                  - {id: a, agent: any}
                                  - id: b
                                    agent: any
                                    inputs:
                                      all: "${steps.a.artifacts}"
                                      first: "${steps.a.artifacts[0].name}"
                                      bytes: "${steps.a.artifacts.map(f, f.size)[0] + 1}"
                                """)
                        .await();

        String artifact = Json.compact(ARTIFACT.toJson());
        assertThat(outcome.result().map(Json::compact))
                .contains("{\"all\":[" + artifact + "],\"first\":\"report.txt\",\"bytes\":4}");
    }

    @Test
    void artifactsOfAStepWithoutFilesAreAnEmptyListAndOfASkippedOneNull()
            throws InterruptedException {
        RunOutcome outcome =
                start(
                                """
                                steps:
                                  - {id: a, agent: any}
                                  - {id: b, agent: any, if: false}
                                  - id: c
                                    agent: any
                                    inputs:
                                      a: "${steps.a.artifacts}"
                                      b: "${steps.b.artifacts}"
                                      below: "${steps.b.artifacts[0].name}"
                                """)
                        .await();

        assertThat(outcome.result().map(Json::compact))
                .contains("{\"a\":[],\"b\":null,\"below\":null}");
    }

    @Test
    void artifactsAreThoseOfTheLastAttempt() throws InterruptedException {
        var other = new Artifact("other", 1, Sha256.of(new byte[] {1}));
        runner.when(
                "a",
                (attempt, _) ->
                        new AttemptOutcome.Failed(
                                new Failure(Failure.Type.ERROR, "why"),
                                STATS,
                                new Leftovers(
                                        List.of(attempt.number() == 1 ? ARTIFACT : other),
                                        Optional.empty())));

        RunOutcome outcome =
                start(
                                """
                                steps:
                                  - id: a
                                    agent: any
                                    continue_on_error: true
                                    retry: {attempts: 2, delay_seconds: 0}
                                  - id: b
                                    agent: any
                                    inputs: {name: "${steps.a.artifacts[0].name}"}
                                """)
                        .await();

        assertThat(outcome.result().map(Json::compact)).contains("{\"name\":\"other\"}");
    }
}
