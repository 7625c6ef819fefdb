package net.swarmstack.step;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.engine.StopSignal;
import net.swarmstack.model.Failure;
import net.swarmstack.model.Failure.Type;
import net.swarmstack.model.StepId;
import net.swarmstack.step.ObservedDriver.Moment;
import net.swarmstack.testing.Eventually;
import net.swarmstack.testing.SandboxLeaks;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/// How an attempt is ended that does not end by itself.
final class AttemptStopTest {

    @RegisterExtension final SandboxLeaks leaks = new SandboxLeaks();
    @TempDir Path folder;
    private final List<Moment> moments = new CopyOnWriteArrayList<>();
    private AttemptFixture attempt;

    @BeforeEach
    void makeAttempt() throws IOException {
        attempt = new AttemptFixture(leaks, folder);
    }

    @Test
    void timeoutStopsTheAgentEvenIfItThenExitsWell() throws IOException {
        attempt.shell("trap 'echo stopping >&2; exit 0' TERM; while :; do sleep 0.01; done")
                .timeout(Duration.ofMillis(300));

        Failure failure = attempt.failure();

        assertThat(failure)
                .isEqualTo(
                        new Failure(
                                Type.TIMEOUT, "stopped at the step's timeout_seconds of 0.3 s"));
        assertThat(attempt.logText()).contains("stderr: stopping");
    }

    @Test
    void agentThatIgnoresSigtermIsKilledAfterTheGrace() throws IOException {
        attempt.node(
                        "process.on('SIGTERM', () => console.error('no')); setInterval(() => {}, 1000);")
                .with("grace_seconds: 0.2")
                .timeout(Duration.ofSeconds(1));

        Failure failure = attempt.failure();

        assertThat(failure.type()).isEqualTo(Type.TIMEOUT);
        assertThat(attempt.logText()).containsExactly("stderr: no");
    }

    @Test
    void cancelledAttemptIsStopped() throws Exception {
        attempt.shell("echo started >&2; trap 'exit 0' TERM; while :; do sleep 0.01; done");
        CompletableFuture<Failure> failure = CompletableFuture.supplyAsync(attempt::failure);
        Path log = attempt.logs.attemptFile(attempt.run, new StepId("greet"), 1);
        Eventually.await("started", () -> log.toFile().length() > 0);

        attempt.stop.give();

        assertThat(failure.get(20, TimeUnit.SECONDS).type()).isEqualTo(Type.CANCELLED);
    }

    @Test
    void attemptThatWasCancelledBeforeItBeganStartsNothing() throws IOException {
        attempt.shell("echo started >&2");
        attempt.stop.give();

        Failure failure = attempt.failure();

        assertThat(failure.type()).isEqualTo(Type.CANCELLED);
        assertThat(attempt.log()).isEmpty();
    }

    @Test
    void timeoutOfTheAgentIsNamedAsSuch() throws IOException {
        attempt.runtime("timeout_seconds: 0.2").timeout(Duration.ofMillis(200)).shell("sleep 1000");

        Failure failure = attempt.failure();

        assertThat(failure).hasToString("timeout: stopped at the agent's timeout_seconds of 0.2 s");
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENED", "PUT"})
    void attemptThatIsStoppedBeforeItsAgentStartsStartsNone(Moment moment) throws Exception {
        stopAt(moment);
        attempt.shell("echo started >&2; trap '' TERM; sleep 1000");

        Failure failure = awaitFailure();

        assertThat(failure.type()).isEqualTo(Type.CANCELLED);
        assertThat(moments).doesNotContain(Moment.STARTED);
    }

    @Test
    void attemptThatIsStoppedAsItsAgentStartsEnds() throws Exception {
        stopAt(Moment.STARTED);
        attempt.shell("trap '' TERM; sleep 1000").with("grace_seconds: 0.1");

        Failure failure = awaitFailure();

        assertThat(failure.type()).isEqualTo(Type.CANCELLED);
    }

    @Test
    void stopDuringTheGraceDoesNotProlongIt() throws Exception {
        attempt.shell("trap 'echo no >&2' TERM; echo ready >&2; while :; do sleep 0.01; done")
                .with("grace_seconds: 1")
                .timeout(Duration.ofSeconds(1));
        CompletableFuture<Failure> failure = CompletableFuture.supplyAsync(attempt::failure);
        Path log = attempt.logs.attemptFile(attempt.run, new StepId("greet"), 1);
        Eventually.await("asked to end", () -> read(log).contains("\"no\""));

        attempt.stop.give();

        assertThat(failure.get(5, TimeUnit.SECONDS).type()).isEqualTo(Type.TIMEOUT);
        assertThat(attempt.logText()).containsOnlyOnce("stderr: no");
    }

    @Test
    void stopAfterTheAgentEndedChangesNothing() throws Exception {
        stopAt(Moment.ENDED);
        attempt.shell("cat").inputs("{\"a\":1}");

        String outputs = attempt.outputs();

        assertThat(outputs).isEqualTo("{\"a\":1}");
    }

    /// Has the stop signal given at a moment of the attempt, before it goes on.
    private void stopAt(Moment moment) throws IOException {
        var stop = new StopSignal();
        attempt =
                new AttemptFixture(
                        leaks,
                        folder,
                        stop,
                        driver ->
                                new ObservedDriver(
                                        driver,
                                        at -> {
                                            moments.add(at);
                                            if (at == moment) {
                                                stop.give();
                                            }
                                        }));
    }

    private Failure awaitFailure() throws Exception {
        return CompletableFuture.supplyAsync(attempt::failure).get(20, TimeUnit.SECONDS);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return ""; // not there yet
        }
    }
}
