import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import net.swarmstack.app.Swarm;
import net.swarmstack.engine.History;
import net.swarmstack.engine.Transition;
import net.swarmstack.model.Artifact;
import net.swarmstack.model.Payload;
import net.swarmstack.model.RecordedEvent;
import net.swarmstack.model.RunId;
import tools.jackson.databind.JsonNode;

/// Where the time of a step goes, by the clock: in a chain of 40 steps one thing happens after the
/// other, so three moments of each step divide its time without a rest.
///
/// Called by `bench/run profile`; the arguments are the folder for the root (on the disk to be
/// measured) and the number of counted runs.
public class ProfileBench {

    private static final int STEPS = 40;

    public static void main(String[] args) throws Exception {
        int runs = Integer.parseInt(args[1]);
        var stopwatch = new Stopwatch();
        try (EngineFixture engine =
                EngineFixture.create(
                        args[0],
                        2,
                        history -> new Watched(history, stopwatch),
                        stopwatch::attemptBegins)) {
            Swarm.Launch launch = engine.register("chain", STEPS, true);
            for (int i = 0; i < runs; i++) {
                EngineFixture.await(engine.start(launch));
            }
            stopwatch.clear();
            for (int i = 0; i < runs; i++) {
                EngineFixture.await(engine.start(launch));
            }
        }
        stopwatch.print();
    }

    /// Written by one thread after the other; the hand-over between them makes it visible.
    private static final class Stopwatch {

        private final List<Double> thinking = new ArrayList<>();
        private final List<Double> appending = new ArrayList<>();
        private final List<Double> launching = new ArrayList<>();
        private long attemptBegan;
        private long appendBegan;
        private long appendEnded;

        void attemptBegins() {
            attemptBegan = System.nanoTime();
            launching.add((attemptBegan - appendEnded) / 1e3);
        }

        void appendBegins() {
            appendBegan = System.nanoTime();
            if (attemptBegan > 0) {
                thinking.add((appendBegan - attemptBegan) / 1e3);
            }
        }

        void appendEnds() {
            appendEnded = System.nanoTime();
            if (attemptBegan > 0) {
                appending.add((appendEnded - appendBegan) / 1e3);
            }
            attemptBegan = 0;
        }

        void clear() {
            thinking.clear();
            appending.clear();
            launching.clear();
        }

        void print() {
            System.out.printf("%-58s %8s %8s%n", "a step of a chain, µs", "median", "mean");
            row("durable → the next attempt begins (a new thread)", launching);
            row("attempt → append (decide, resolve, check, to JSON)", thinking);
            row("append → durable (writer, SQLite, sync)", appending);
        }

        private static void row(String name, List<Double> values) {
            List<Double> sorted = values.stream().sorted().toList();
            double mean =
                    values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
            System.out.printf(
                    "%-58s %8.1f %8.1f%n", name, sorted.get(sorted.size() / 2), mean);
        }
    }

    private record Watched(History history, Stopwatch stopwatch) implements History {

        @Override
        public void append(RunId run, List<Transition> transitions) {
            stopwatch.appendBegins();
            history.append(run, transitions);
            stopwatch.appendEnds();
        }

        @Override
        public void enqueue(RunId run, List<Transition> first) {
            history.enqueue(run, first);
        }

        @Override
        public List<RecordedEvent> events(RunId run) {
            return history.events(run);
        }

        @Override
        public Payload keep(JsonNode value) {
            return history.keep(value);
        }

        @Override
        public Artifact keepFile(String name, InputStream content) {
            return history.keepFile(name, content);
        }

        @Override
        public JsonNode load(Payload payload) {
            return history.load(payload);
        }
    }
}
