package net.swarmstack.engine;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.model.RunId;
import net.swarmstack.model.RunStatus;
import net.swarmstack.testing.Eventually;
import net.swarmstack.testing.ManualTimers;
import net.swarmstack.testing.RunScript;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/// How many of the runs that nobody executes a process takes over.
@Timeout(60)
final class DispatcherTest {

    private static final int MOST = 4;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger tasks = new AtomicInteger();
    private final Queue queue = new Queue();
    private final Map<RunId, TakenRun> executing = new ConcurrentHashMap<>();
    private final List<RunId> adopted = new CopyOnWriteArrayList<>();
    private volatile CountDownLatch mayAdopt = new CountDownLatch(0);
    private volatile boolean endAtOnce;

    private final Dispatcher dispatcher =
            new Dispatcher(
                    queue,
                    this::adopt,
                    new Incidents(_ -> {}),
                    new ManualTimers(),
                    task -> {
                        tasks.incrementAndGet();
                        threads.execute(task);
                    },
                    MOST);

    @AfterEach
    void close() {
        threads.close();
    }

    @Test
    void noMoreRunsAreTakenOverAtOnceThanTheLimitOldestFirst() throws InterruptedException {
        queue.fill(1_000);

        dispatcher.look();
        Eventually.await("all are taken that may be", () -> executing.size() == MOST);
        assertThat(executing.keySet())
                .containsExactlyInAnyOrder(
                        RunScript.run(0), RunScript.run(1), RunScript.run(2), RunScript.run(3));
        executing.get(RunScript.run(0)).ended().complete(succeeded());
        Eventually.await("the next is taken", () -> executing.containsKey(RunScript.run(MOST)));

        assertThat(adopted).hasSize(MOST + 1);
        endAll();
    }

    /// What is known of the queue does not grow with it.
    @Test
    void neverAsksForMoreThanItHasRoomFor() throws InterruptedException {
        queue.fill(1_000);

        dispatcher.look();
        endAll();

        // One that was taken over meanwhile may be asked for again, and is refused.
        assertThat(Set.copyOf(adopted)).hasSize(1_000);
        assertThat(queue.asked).isNotEmpty().allMatch(most -> most <= MOST);
    }

    @Test
    void takesOverNothingMoreOnceItIsStopped() throws InterruptedException {
        queue.fill(1_000);
        dispatcher.look();
        Eventually.await("all are taken that may be", () -> executing.size() == MOST);

        dispatcher.stop();
        int before = tasks.get();
        executing.values().forEach(run -> run.ended().complete(succeeded()));
        dispatcher.awaitIdle();

        assertThat(adopted).hasSize(MOST);
        assertThat(dispatcher.isStopped()).isTrue();
        assertThat(tasks).as("its threads may be gone by now").hasValue(before);
    }

    /// Whoever stops it ends what it has taken over, and may miss nothing.
    @Test
    void stopReturnsOnceWhatIsBeingTakenOverHasBeen() throws Exception {
        mayAdopt = new CountDownLatch(1);
        queue.fill(1);
        dispatcher.look();
        Eventually.await("the run is being taken over", () -> adopted.size() == 1);

        var known = new CompletableFuture<Integer>();
        Thread stopping =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                dispatcher.stop();
                                known.complete(executing.size());
                            } catch (InterruptedException e) {
                                known.completeExceptionally(e);
                            }
                        });
        Eventually.await(
                "it waits", () -> stopping.getState() == Thread.State.WAITING || known.isDone());
        mayAdopt.countDown();

        assertThat(known.get()).isEqualTo(1);
        endAll();
    }

    private void endAll() throws InterruptedException {
        endAtOnce = true;
        executing.values().forEach(run -> run.ended().complete(succeeded()));
        dispatcher.awaitIdle();
    }

    private static RunOutcome succeeded() {
        return new RunOutcome(
                RunStatus.SUCCEEDED, Optional.empty(), Optional.empty(), Optional.empty());
    }

    private Optional<RunHandle> adopt(RunId run) {
        adopted.add(run);
        try {
            mayAdopt.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        if (!queue.claim(run)) {
            return Optional.empty();
        }
        var taken = new TakenRun(run, new CompletableFuture<>());
        executing.put(run, taken);
        var _ = taken.ended().whenComplete((_, _) -> executing.remove(run));
        if (endAtOnce) {
            taken.ended().complete(succeeded());
        }
        return Optional.of(taken);
    }

    /// The runs that nobody executes.
    private static final class Queue implements RunQueue {

        final List<Integer> asked = new CopyOnWriteArrayList<>();
        private final TreeMap<String, RunId> unowned = new TreeMap<>();

        synchronized void fill(int runs) {
            IntStream.range(0, runs)
                    .mapToObj(RunScript::run)
                    .forEach(run -> unowned.put(run.value(), run));
        }

        @Override
        public synchronized boolean claim(RunId run) {
            return unowned.remove(run.value()) != null;
        }

        @Override
        public void release(RunId run) {}

        @Override
        public synchronized List<RunId> unowned(int most) {
            asked.add(most);
            return unowned.values().stream().limit(most).toList();
        }
    }
}
