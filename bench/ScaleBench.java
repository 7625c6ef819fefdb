import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import net.swarmstack.app.Swarm;
import net.swarmstack.engine.PinnedPlans;
import net.swarmstack.engine.RunEvents;
import net.swarmstack.engine.RunHandle;
import net.swarmstack.model.Json;
import net.swarmstack.model.RunEvent.AttemptFailed;
import net.swarmstack.model.RunEvent.AttemptSucceeded;
import net.swarmstack.model.RunEvent.RunAccepted;
import net.swarmstack.model.RunId;
import net.swarmstack.registry.ReadOnlyRegistry;
import net.swarmstack.registry.Registry;
import net.swarmstack.registry.Verdict;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What a step of a chain, and an item of a list, cost as there are more of them, from 10 to 10,000:
/// when they are executed, when the run is taken over by another process, and when its history is
/// verified; and what it costs to plan a chain. In each round as many runs of each length, one
/// after the other, as make up to 10,000 steps; the lengths in turn (A B C D A B C D …).
///
/// A run costs something that does not come from its steps: its first event, its end. That share
/// of ten steps is large, so what is compared is the cost of each further step, (T(n) − T(1)) / (n
/// − 1), where T(n) is what a run of n takes. Where the run's own cost is many times that of a
/// step, ten of these are lost in its noise, and the others are compared with a hundred.
///
/// A plan is made once for a workflow, and kept. Where it is not known yet, that comes on top: when
/// a registry is verified, for each workflow in it, so there it is part of the figure.
///
/// Called by `bench/run scale`; the arguments are the folder for the roots (on the disk to be
/// measured), the number of counted rounds, and `wall` or `cpu`: what the clock counts. On a machine
/// that has other work, the processor time of this process says more than the clock on the wall.
public class ScaleBench {

    private static final int[] LENGTHS = {1, 10, 100, 1_000, 10_000};
    private static final int STEPS_A_ROUND = 10_000;
    private static final int MOST_RUNS_A_ROUND = 300;
    private static final int ROUNDS_TO_WARM_UP = 1;

    /// A kind of runs: what makes them long.
    private enum Kind {
        CHAIN,
        LIST;

        /// @param isInterrupted whether the last step, or item, fails and is tried again in a day
        Swarm.Launch register(EngineFixture engine, int length, boolean isInterrupted)
                throws IOException {
            String name = name().toLowerCase() + length + (isInterrupted ? "-interrupted" : "");
            String retry = ", retry: {attempts: 2, delay_seconds: 86400}";
            if (this == LIST) {
                return engine.register(
                        name,
                        "  - {id: s, agent: echo, foreach: \"${trigger.items}\", inputs: {message:"
                                + " \"${item}\"}%s}\n".formatted(isInterrupted ? retry : ""));
            }
            var text = new StringBuilder();
            for (int i = 0; i < length; i++) {
                boolean fails = isInterrupted && i == length - 1;
                text.append(
                        "  - {id: s%d, agent: echo, needs: [%s], inputs: {message: \"%s\"}%s}\n"
                                .formatted(
                                        i,
                                        i == 0 ? "" : "s" + (i - 1),
                                        fails ? EngineFixture.FAIL : message(i),
                                        fails ? retry : ""));
            }
            return engine.register(name, text.toString());
        }

        private static String message(int i) {
            return i == 0 ? "${trigger.message}" : "${steps.s" + (i - 1) + ".outputs.echoed}";
        }

        ObjectNode trigger(int length, boolean isInterrupted) {
            ObjectNode trigger = Json.object().put("message", "Hello World");
            if (this == LIST) {
                ArrayNode items = trigger.putArray("items");
                IntStream.range(0, length)
                        .forEach(i ->
                                items.add(
                                        isInterrupted && i == length - 1
                                                ? EngineFixture.FAIL
                                                : "item " + i));
            }
            return trigger;
        }
    }

    /// Something of a certain length that is done in each round.
    ///
    /// @param round for all the runs of a round
    /// @param micros what one run took, round by round
    private record Measured(int length, Work round, List<Double> micros) {

        Measured(int length, Work round) {
            this(length, round, new ArrayList<>());
        }

        int runs() {
            return ScaleBench.runs(length);
        }
    }

    @FunctionalInterface
    private interface Work {
        void run() throws Exception;
    }

    private static LongSupplier nanos = System::nanoTime;

    public static void main(String[] args) throws Exception {
        int rounds = Integer.parseInt(args[1]);
        if (args[2].equals("cpu")) {
            nanos =
                    ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class)
                            ::getProcessCpuTime;
        }
        for (Kind kind : Kind.values()) {
            String what = kind == Kind.CHAIN ? "a step of a chain" : "an item of a list";
            try (EngineFixture engine = EngineFixture.create(args[0], 2)) {
                print(what + ", executed", 10, measure(execution(kind, engine), rounds));
            }
            try (EngineFixture engine = EngineFixture.create(args[0], 2)) {
                print(what + ", taken over", 100, measure(recovery(kind, engine), rounds));
            }
            if (kind == Kind.CHAIN) {
                try (EngineFixture engine = EngineFixture.create(args[0], 2)) {
                    print(what + ", planned", 10, measure(planning(kind, engine), rounds));
                }
            }
            var engines = new ArrayList<EngineFixture>();
            try {
                print(
                        what + ", verified",
                        10,
                        measure(verification(kind, args[0], engines), rounds));
            } finally {
                for (EngineFixture engine : engines) {
                    engine.close();
                }
            }
        }
    }

    private static int runs(int length) {
        return Math.min(MOST_RUNS_A_ROUND, STEPS_A_ROUND / length);
    }

    private static Work times(int runs, Work work) {
        return () -> {
            for (int run = 0; run < runs; run++) {
                work.run();
            }
        };
    }

    private static List<Measured> measure(List<Measured> all, int rounds) throws Exception {
        for (int round = 0; round < ROUNDS_TO_WARM_UP + rounds; round++) {
            for (Measured measured : all) {
                long start = nanos.getAsLong();
                measured.round.run();
                if (round >= ROUNDS_TO_WARM_UP) {
                    measured.micros.add((nanos.getAsLong() - start) / 1e3 / measured.runs());
                }
            }
        }
        return all;
    }

    private static List<Measured> execution(Kind kind, EngineFixture engine) throws IOException {
        var all = new ArrayList<Measured>();
        for (int length : LENGTHS) {
            Swarm.Launch launch = kind.register(engine, length, false);
            ObjectNode trigger = kind.trigger(length, false);
            Work run = () -> EngineFixture.await(engine.start(launch, trigger));
            all.add(new Measured(length, times(runs(length), run)));
        }
        return all;
    }

    private static List<Measured> planning(Kind kind, EngineFixture engine) throws IOException {
        var all = new ArrayList<Measured>();
        for (int length : LENGTHS) {
            RunId run =
                    EngineFixture.await(
                            engine.start(
                                    kind.register(engine, length, false),
                                    kind.trigger(length, false)));
            RunAccepted accepted = RunEvents.accepted(run, engine.history().events(run));
            Work plan = () -> new PinnedPlans().of(run, accepted);
            all.add(new Measured(length, times(runs(length), plan)));
        }
        return all;
    }

    /// Runs whose last step waits for its next attempt, so that taking them over again changes
    /// nothing: read, verified, replayed, and what is still to come is asked for.
    private static List<Measured> recovery(Kind kind, EngineFixture engine) throws Exception {
        var all = new ArrayList<Measured>();
        for (int length : LENGTHS) {
            RunId run = interrupted(kind, length, engine);
            Work adoption =
                    () -> engine.leave(engine.engine().adopt(run, _ -> {}).orElseThrow());
            all.add(new Measured(length, times(runs(length), adoption)));
        }
        return all;
    }

    private static RunId interrupted(Kind kind, int length, EngineFixture engine)
            throws Exception {
        var attempts = new CountDownLatch(length);
        RunHandle run =
                engine.start(
                        kind.register(engine, length, true),
                        kind.trigger(length, true),
                        transition -> {
                            switch (transition.event().event()) {
                                case AttemptSucceeded _, AttemptFailed _ -> attempts.countDown();
                                default -> {}
                            }
                        });
        attempts.await();
        engine.leave(run);
        return run.id();
    }

    /// A registry for each length, with a round's runs in it.
    private static List<Measured> verification(
            Kind kind, String folder, List<EngineFixture> engines) throws Exception {
        var all = new ArrayList<Measured>();
        for (int length : LENGTHS) {
            EngineFixture engine = EngineFixture.create(folder, 2);
            engines.add(engine);
            Swarm.Launch launch = kind.register(engine, length, false);
            ObjectNode trigger = kind.trigger(length, false);
            times(runs(length), () -> EngineFixture.await(engine.start(launch, trigger))).run();
            all.add(new Measured(length, () -> verify(engine)));
        }
        return all;
    }

    private static void verify(EngineFixture engine) {
        try (ReadOnlyRegistry registry =
                Registry.openReadOnly(engine.database(), engine.root().blobs())) {
            for (Verdict verdict : registry.verify()) {
                if (verdict.count() > 0) {
                    throw new IllegalStateException(verdict.toString());
                }
            }
        }
    }

    /// @param base the length whose steps the others' are compared with
    private static void print(String what, int base, List<Measured> all) {
        Measured one = all.getFirst();
        Measured compared = all.stream().filter(m -> m.length == base).findFirst().orElseThrow();
        int rounds = one.micros.size();
        System.out.printf(
                "%n%s: medians of %d rounds; a run of one takes %,.0f µs%n",
                what, rounds, median(one.micros));
        System.out.printf(
                "%8s %12s %10s %14s %22s%n",
                "of", "µs a run", "µs each", "each further", "ratio to that of " + base);
        for (Measured measured : all.subList(1, all.size())) {
            var further = new ArrayList<Double>();
            var ratios = new ArrayList<Double>();
            for (int round = 0; round < rounds; round++) {
                further.add(further(measured, one, round));
                ratios.add(further(measured, one, round) / further(compared, one, round));
            }
            double run = median(measured.micros);
            System.out.printf(
                    "%,8d %,12.0f %10.1f %14.1f %8.2f (%.2f–%.2f)%n",
                    measured.length,
                    run,
                    run / measured.length,
                    median(further),
                    median(ratios),
                    ratios.stream().mapToDouble(r -> r).min().orElseThrow(),
                    ratios.stream().mapToDouble(r -> r).max().orElseThrow());
        }
    }

    private static double further(Measured measured, Measured one, int round) {
        return (measured.micros.get(round) - one.micros.get(round)) / (measured.length - 1);
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
