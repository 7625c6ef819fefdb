package net.swarmstack.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.swarmstack.engine.EngineProcesses.Process;
import net.swarmstack.engine.core.RunState;
import net.swarmstack.model.RecordedEvent;
import net.swarmstack.model.RunEvent.AttemptStarted;
import net.swarmstack.model.RunId;
import net.swarmstack.model.RunStatus;
import net.swarmstack.model.StepId;
import net.swarmstack.model.StepStatus;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;
import net.swarmstack.testing.RunScript;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;

/// Which runs a process takes over from others.
@Timeout(60)
class EngineAdoptionTest {

    private static final String CHAIN =
            """
            steps:
              - {id: a, agent: any, inputs: {value: 1}}
              - {id: b, agent: any, inputs: {value: "${steps.a.outputs.value}"}}
            """;

    private final EngineProcesses processes = new EngineProcesses();
    private final Process dead = processes.next();
    private final Process alive = processes.next();

    @AfterEach
    void close() {
        processes.close();
    }

    @Test
    void runThatIsOverIsNotTaken() throws InterruptedException {
        RunHandle over = dead.start(CHAIN);
        over.await();

        assertThat(alive.engine.adopt(over.id(), _ -> {})).isEmpty();
        assertThat(alive.engine.adopt(RunScript.run(1), _ -> {})).isEmpty();
    }

    @Test
    void runThatThisProcessExecutesIsNotTakenAgain() {
        alive.runner.hanging("a");
        RunHandle own = alive.start(CHAIN);

        assertThat(alive.engine.adopt(own.id(), _ -> {})).isEmpty();
        assertThat(alive.engine.find(own.id())).contains(own);
    }

    @Test
    void historyThatThisVersionDoesNotComeToIsRefusedNamingTheEvent() {
        RunId run = left(CHAIN, "b");
        RunState state = processes.state(run);
        long next = processes.history.events(run).size() + 1L;
        var strange = new AttemptStarted(new StepId("nobody"), 1, "fake", Instant.EPOCH);
        processes.history.append(
                run,
                List.of(
                        new Transition(
                                new RecordedEvent(run, next, processes.now(), strange), state)));

        assertThatThrownBy(() -> alive.engine.adopt(run, _ -> {}))
                .isInstanceOfSatisfying(
                        SwarmException.class,
                        e -> assertThat(e.code()).isEqualTo(Code.MISCONFIGURED))
                .hasMessage(
                        "run %s: this version of Swarm can't go on with it, for it does not come to"
                                        .formatted(run)
                                + " event %d, AttemptStarted. Finish it with the version that"
                                        .formatted(next)
                                + " began it.");
        assertThat(alive.engine.find(run)).isEmpty();
        assertThat(alive.runner.attempts()).isEmpty();
        assertThat(processes.history.released()).as("another may take it").containsExactly(run);
    }

    @Test
    void runsAtOnceAreTakenEachForItself() throws InterruptedException {
        Set<RunId> runs = Set.of(left(CHAIN, "a"), left(CHAIN, "a"), left(CHAIN, "a"));

        for (RunId run : runs) {
            assertThat(alive.adopt(run).await().status()).isEqualTo(RunStatus.SUCCEEDED);
        }

        assertThat(alive.runner.attempts().stream().map(Attempt::run).collect(Collectors.toSet()))
                .isEqualTo(runs);
    }

    /// A run whose process dies while an attempt of the step executes.
    private RunId left(String steps, String step) {
        dead.runner.holding(step, new CountDownLatch(1));
        RunId run = dead.start(steps).id();
        processes.await(run, step, StepStatus.RUNNING);
        return run;
    }
}
