import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import net.swarmstack.app.Swarm;

/// Figure 3: what a step costs in chains of 40, 400 and 4,000, engine only, in turn: in each round
/// as many runs of each length as make 4,000 steps.
///
/// Called by `bench/run length`; the arguments are the folder for the root (on the disk to be
/// measured) and the number of counted rounds.
public class LengthBench {

    private static final int STEPS_A_ROUND = 4_000;

    private record Chain(int steps, Swarm.Launch launch, List<Double> millisPerStep) {}

    public static void main(String[] args) throws Exception {
        int rounds = Integer.parseInt(args[1]);
        List<Chain> chains = new ArrayList<>();
        try (EngineFixture engine = EngineFixture.create(args[0], 2)) {
            for (int steps : new int[] {40, 400, 4_000}) {
                chains.add(
                        new Chain(
                                steps,
                                engine.register("chain" + steps, steps, true),
                                new ArrayList<>()));
            }
            for (int i = 0; i < rounds + 2; i++) {
                for (Chain chain : chains) {
                    double millis = millisPerStep(engine, chain);
                    if (i >= 2) {
                        chain.millisPerStep().add(millis);
                    }
                }
            }
        }
        for (Chain chain : chains.subList(1, chains.size())) {
            Figures.print(
                    rounds + " rounds, ms a step",
                    chain.steps() + " steps",
                    chain.millisPerStep(),
                    chains.getFirst().steps() + " steps",
                    chains.getFirst().millisPerStep());
        }
    }

    private static double millisPerStep(EngineFixture engine, Chain chain) {
        long start = System.nanoTime();
        Stream.generate(() -> engine.start(chain.launch()))
                .limit(STEPS_A_ROUND / chain.steps())
                .forEach(EngineFixture::await);
        return (System.nanoTime() - start) / 1e6 / STEPS_A_ROUND;
    }
}
