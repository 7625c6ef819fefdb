import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.swarmstack.app.Swarm;
import net.swarmstack.model.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What an item costs in lists of 10, 1,000 and 10,000, engine only, in turn: in each round as many
/// runs of each length as make 10,000 items.
///
/// Called by `bench/run foreach`; the arguments are the folder for the root (on the disk to be
/// measured) and the number of counted rounds.
public class ForEachBench {

    private static final int ITEMS_A_ROUND = 10_000;

    private record Length(int items, ObjectNode trigger, List<Double> millisPerItem) {}

    public static void main(String[] args) throws Exception {
        int rounds = Integer.parseInt(args[1]);
        List<Length> lengths =
                IntStream.of(10, 1_000, 10_000)
                        .mapToObj(items -> new Length(items, trigger(items), new ArrayList<>()))
                        .toList();
        try (EngineFixture engine = EngineFixture.create(args[0], 2)) {
            Swarm.Launch launch = engine.registerForEach("each");
            for (int i = 0; i < rounds + 2; i++) {
                for (Length length : lengths) {
                    double millis = millisPerItem(engine, launch, length);
                    if (i >= 2) {
                        length.millisPerItem().add(millis);
                    }
                }
            }
        }
        for (Length length : lengths.subList(1, lengths.size())) {
            Figures.print(
                    rounds + " rounds, ms an item",
                    length.items() + " items",
                    length.millisPerItem(),
                    lengths.getFirst().items() + " items",
                    lengths.getFirst().millisPerItem());
        }
    }

    private static ObjectNode trigger(int items) {
        ObjectNode trigger = Json.object();
        ArrayNode list = trigger.putArray("items");
        IntStream.range(0, items).forEach(i -> list.add("item " + i));
        return trigger;
    }

    private static double millisPerItem(EngineFixture engine, Swarm.Launch launch, Length length) {
        long start = System.nanoTime();
        Stream.generate(() -> engine.start(launch, length.trigger()))
                .limit(ITEMS_A_ROUND / length.items())
                .forEach(EngineFixture::await);
        return (System.nanoTime() - start) / 1e6 / ITEMS_A_ROUND;
    }
}
