package net.swarmstack.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.swarmstack.engine.RunHandle.Decided;
import net.swarmstack.engine.core.Decider;
import net.swarmstack.engine.core.RunState;
import net.swarmstack.model.Failure;
import net.swarmstack.model.Json;
import net.swarmstack.model.RecordedEvent;
import net.swarmstack.model.RunEvent;
import net.swarmstack.model.RunEvent.RunAccepted;
import net.swarmstack.model.RunId;
import net.swarmstack.model.RunOrigin;
import net.swarmstack.model.RunStatus;
import net.swarmstack.model.StepId;
import net.swarmstack.model.StepStatus;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;
import net.swarmstack.plan.Plan;
import net.swarmstack.testing.Eventually;
import net.swarmstack.testing.InMemoryHistory;
import net.swarmstack.testing.ManualTimers;
import net.swarmstack.testing.Plans;
import net.swarmstack.testing.ScriptedRunner;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;

/// Processes that execute runs of one history, one after the other. One that a test turns away from
/// while its attempts hang and its time stands still is as good as dead.
final class EngineProcesses implements AutoCloseable {

    static final Instant START = Instant.parse("2026-01-02T03:04:05.006Z");

    final InMemoryHistory history = new InMemoryHistory();

    /// What `${config…}` reads, in the processes to come.
    ObjectNode config = Json.object();

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private final InstantSource clock = this::tick;
    private volatile Duration tick = Duration.ZERO;

    /// Another process.
    Process next() {
        return new Process();
    }

    /// Lets time pass by the clock, which no timer follows.
    void pass(Duration time) {
        now.updateAndGet(before -> before.plus(time));
    }

    Instant now() {
        return now.get();
    }

    /// From now on time passes whenever somebody looks at the clock.
    void passAtEachLook(Duration time) {
        tick = time;
    }

    private Instant tick() {
        return now.getAndUpdate(before -> before.plus(tick));
    }

    /// What happened in a run.
    List<RunEvent> events(RunId run) {
        return history.events(run).stream().map(RecordedEvent::event).toList();
    }

    /// The events of a kind among them.
    <E extends RunEvent> List<E> events(RunId run, Class<E> kind) {
        return events(run).stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /// Where a run stands, by its events.
    RunState state(RunId run) {
        List<RunEvent> events = events(run);
        Plan plan = new PinnedPlans().of(run, (RunAccepted) events.getFirst());
        RunState state = RunState.initial();
        for (RunEvent event : events) {
            state = Decider.decide(plan, state, event).next();
        }
        return state;
    }

    /// Waits until a step stands so.
    void await(RunId run, String step, StepStatus status) {
        Eventually.await(
                step + " is " + status.text(),
                () -> {
                    var found = state(run).steps().get(new StepId(step));
                    return found != null && found.status() == status;
                });
    }

    /// Attempts that still execute are interrupted.
    @Override
    public void close() {
        threads.shutdownNow();
        threads.close();
    }

    /// A process.
    final class Process {

        final ScriptedRunner runner = new ScriptedRunner();
        final ManualTimers timers = new ManualTimers();
        final List<String> lines = new CopyOnWriteArrayList<>();
        final List<String> notified = new CopyOnWriteArrayList<>();
        final Incidents incidents = new Incidents(lines::add);
        final Engine engine;

        private Process() {
            engine =
                    new Engine(
                            new EnginePorts(
                                    history,
                                    history,
                                    runner,
                                    List.of(new Told(notified)),
                                    timers,
                                    incidents),
                            new PinnedPlans(),
                            config,
                            clock,
                            new UuidV7Source(clock, RandomGenerator.getDefault()),
                            threads,
                            RandomGenerator.getDefault(),
                            4);
        }

        /// @param steps a workflow from `steps:` on
        RunHandle start(String steps) {
            return start(steps, "{}");
        }

        /// @param steps a workflow from `steps:` on
        RunHandle start(String steps, String trigger) {
            return start(steps, trigger, "{}");
        }

        /// @param steps a workflow from `steps:` on
        RunHandle start(String steps, String trigger, String variables) {
            return start(request(steps, trigger, variables));
        }

        RunHandle start(RunRequest request) {
            return engine.start(request, _ -> {});
        }

        /// Goes on with a run of a process that is gone.
        RunHandle adopt(RunId run) {
            return engine.adopt(run, _ -> {}).orElseThrow();
        }

        /// Takes a run over and tells it what a person says of a step; returns once that is
        /// durable.
        RunHandle decide(RunId run, String step, Decided outcome) throws Exception {
            return tell(run, taken -> taken.decide(new StepId(step), outcome));
        }

        /// Takes a run over and cancels it; returns once that is durable.
        RunHandle cancel(RunId run) throws Exception {
            return tell(run, RunHandle::cancel);
        }

        private RunHandle tell(RunId run, Wish wish) throws Exception {
            var answers = new ArrayList<CompletionStage<Void>>();
            Wish noted =
                    taken -> {
                        answers.add(wish.ask(taken));
                        return answers.getFirst();
                    };
            RunHandle handle = engine.adopt(run, _ -> {}, noted).orElseThrow();
            answers.getFirst().toCompletableFuture().get();
            return handle;
        }

        /// What can be done with an ended run.
        Continuation continuation(RunId run) {
            return Continuation.of(run, history, new PinnedPlans(), config);
        }
    }

    /// A run that failed at a step, of a process that is gone.
    RunId failed(String steps, String step, String trigger) throws InterruptedException {
        Process gone = next();
        gone.runner.failing(step, Failure.Type.ERROR, "no luck");
        RunHandle run = gone.start(steps, trigger);
        assertThat(run.await().status()).isEqualTo(RunStatus.FAILED);
        return run.id();
    }

    /// The run that a run goes on from.
    RunOrigin origin(RunId run) {
        return ((RunAccepted) events(run).getFirst()).origin().orElseThrow();
    }

    static ObjectNode json(String text) {
        return (ObjectNode) Json.parse(text);
    }

    static void assertRefused(ThrowingCallable what, Code code, String message) {
        assertThatThrownBy(what)
                .isInstanceOfSatisfying(
                        SwarmException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageStartingWith(message);
    }

    /// @param steps a workflow from `steps:` on
    static RunRequest request(String steps, String trigger, String variables) {
        return new RunRequest(
                Plans.pin(steps), Plans.of(steps), "manual", json(trigger), json(variables));
    }

    /// Keeps the messages it is told.
    private record Told(List<String> messages) implements Notifier {

        @Override
        public String type() {
            return "log";
        }

        @Override
        public void notify(RunId run, JsonNode settings) {
            messages.add(settings.get("message").stringValue());
        }
    }
}
