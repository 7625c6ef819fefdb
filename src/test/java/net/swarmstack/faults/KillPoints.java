package net.swarmstack.faults;

import net.swarmstack.engine.Attempt;
import net.swarmstack.engine.AttemptOutcome;
import net.swarmstack.engine.History;
import net.swarmstack.engine.RunQueue;
import net.swarmstack.engine.SandboxDemand;
import net.swarmstack.engine.StepRunner;
import net.swarmstack.engine.StopSignal;
import net.swarmstack.engine.Transition;
import net.swarmstack.model.Artifact;
import net.swarmstack.model.Payload;
import net.swarmstack.model.RecordedEvent;
import net.swarmstack.model.RunId;
import net.swarmstack.model.StepId;

import tools.jackson.databind.JsonNode;

import java.io.InputStream;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Places where this process halts as if it were killed: before and after every call that changes
/// something, of the history, of the queue, and of what executes attempts. Every transition passes
/// here. They are counted from 1 as they come; the first that has the wanted number is the end.
final class KillPoints {

    /// The exit status of a process that was halted.
    static final int HALTED = 9;

    private final int fatal;
    private final AtomicInteger passed = new AtomicInteger();

    /// @param fatal the number of the place where the process halts
    KillPoints(int fatal) {
        this.fatal = fatal;
    }

    private void pass() {
        if (passed.incrementAndGet() == fatal) {
            Runtime.getRuntime().halt(HALTED);
        }
    }

    private <T> T around(Supplier<T> call) {
        pass();
        T result = call.get();
        pass();
        return result;
    }

    private void around(Runnable call) {
        pass();
        call.run();
        pass();
    }

    History in(History history) {
        return new FatalHistory(history);
    }

    RunQueue in(RunQueue queue) {
        return new FatalQueue(queue);
    }

    StepRunner in(StepRunner runner) {
        return new FatalRunner(runner);
    }

    private final class FatalHistory implements History {

        private final History history;

        FatalHistory(History history) {
            this.history = history;
        }

        @Override
        public void append(RunId run, List<Transition> transitions) {
            around(() -> history.append(run, transitions));
        }

        @Override
        public void enqueue(RunId run, List<Transition> transitions) {
            around(() -> history.enqueue(run, transitions));
        }

        @Override
        public List<RecordedEvent> events(RunId run) {
            return history.events(run);
        }

        @Override
        public Payload keep(JsonNode value) {
            return around(() -> history.keep(value));
        }

        @Override
        public Artifact keepFile(String name, InputStream content) {
            return around(() -> history.keepFile(name, content));
        }

        @Override
        public JsonNode load(Payload payload) {
            return history.load(payload);
        }
    }

    private final class FatalQueue implements RunQueue {

        private final RunQueue queue;

        FatalQueue(RunQueue queue) {
            this.queue = queue;
        }

        @Override
        public boolean claim(RunId run) {
            return around(() -> queue.claim(run));
        }

        @Override
        public void release(RunId run) {
            around(() -> queue.release(run));
        }

        @Override
        public List<RunId> unowned(int most) {
            return queue.unowned(most);
        }
    }

    private final class FatalRunner implements StepRunner {

        private final StepRunner runner;

        FatalRunner(StepRunner runner) {
            this.runner = runner;
        }

        @Override
        public String sandboxId(RunId run, StepId step, int attempt, SandboxDemand demand) {
            return runner.sandboxId(run, step, attempt, demand);
        }

        @Override
        public void run(Attempt attempt, StopSignal stop, Consumer<AttemptOutcome> ended) {
            around(() -> runner.run(attempt, stop, outcome -> around(() -> ended.accept(outcome))));
        }

        @Override
        public void reap(String sandboxId) {
            around(() -> runner.reap(sandboxId));
        }
    }
}
