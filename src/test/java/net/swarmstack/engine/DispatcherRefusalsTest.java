package net.swarmstack.engine;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.engine.Incidents.Kind;
import net.swarmstack.model.RunId;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;
import net.swarmstack.testing.ManualTimers;
import net.swarmstack.testing.RunScript;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

/// Runs that can't be taken over.
final class DispatcherRefusalsTest {

    private static final RunId FIRST = RunScript.run(1);
    private static final RunId SECOND = RunScript.run(2);
    private static final RunId THIRD = RunScript.run(3);

    private final List<RunId> unowned = new ArrayList<>();
    private final Queue<SwarmException> looks = new ArrayDeque<>();
    private final Queue<SwarmException> refusals = new ArrayDeque<>();
    private final List<TakenRun> taken = new ArrayList<>();
    private final ManualTimers timers = new ManualTimers();
    private final Incidents incidents = new Incidents(_ -> {});
    private final Dispatcher dispatcher =
            new Dispatcher(new Table(), this::adopt, incidents, timers, Runnable::run, 2);

    @Test
    void runThatCantBeTakenForNowIsTriedAgainAfterLongerAndLongerPauses() {
        unowned.add(FIRST);
        refusals.add(new SwarmException(Code.BUSY, "another process writes"));
        refusals.add(new SwarmException(Code.INTERNAL, "the sandbox is not gone"));

        dispatcher.look();
        assertThat(timers.delays()).containsExactly(Duration.ofMillis(250));
        timers.runNext();
        assertThat(timers.delays()).containsExactly(Duration.ofMillis(500));
        timers.runNext();

        assertThat(taken).extracting(TakenRun::id).containsExactly(FIRST);
        assertThat(incidents.count(Kind.NOT_ADOPTED)).isEqualTo(2);
    }

    @Test
    void runThatCanNeverBeTakenIsToldOfOnceAndStandsInNobodysWay() {
        unowned.addAll(List.of(FIRST, SECOND, THIRD));
        refusals.add(new SwarmException(Code.MISCONFIGURED, "another version began it"));

        dispatcher.look();
        dispatcher.look();

        assertThat(taken).extracting(TakenRun::id).containsExactly(SECOND, THIRD);
        assertThat(incidents.count(Kind.NOT_ADOPTED)).isEqualTo(1);
        var over = new SwarmException(Code.NOT_OWNER, "it is over");
        taken.forEach(run -> run.ended().completeExceptionally(over));
        assertThat(dispatcher.findsNothing()).isTrue();
    }

    @Test
    void processThatWasTakenForDeadTakesNoMore() {
        unowned.addAll(List.of(FIRST, SECOND, THIRD));
        refusals.add(new SwarmException(Code.NOT_OWNER, "others took this process for dead"));

        dispatcher.look();
        dispatcher.look();

        assertThat(taken).isEmpty();
        assertThat(dispatcher.isStopped()).isTrue();
        assertThat(dispatcher.disowned())
                .map(SwarmException::getMessage)
                .contains("others took this process for dead");
        assertThat(incidents.count(Kind.NOT_ADOPTED)).isEqualTo(1);
    }

    @Test
    void whereItCantLookItLooksAgain() {
        unowned.add(FIRST);
        looks.add(new SwarmException(Code.BUSY, ""));

        dispatcher.look();
        assertThat(taken).isEmpty();
        timers.runNext();

        assertThat(taken).extracting(TakenRun::id).containsExactly(FIRST);
    }

    private Optional<RunHandle> adopt(RunId run) {
        if (!refusals.isEmpty()) {
            throw refusals.remove();
        }
        var handle = new TakenRun(run, new CompletableFuture<>());
        taken.add(handle);
        return Optional.of(handle);
    }

    /// The runs that nobody executes.
    private final class Table implements RunQueue {

        @Override
        public boolean claim(RunId run) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void release(RunId run) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<RunId> unowned(int most) {
            if (!looks.isEmpty()) {
                throw looks.remove();
            }
            return unowned.stream()
                    .filter(run -> taken.stream().noneMatch(other -> other.id().equals(run)))
                    .limit(most)
                    .toList();
        }
    }
}
