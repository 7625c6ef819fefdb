import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/// Where the time of a step goes: reads the samples that JFR took of a bench, and counts them by
/// what was being done. In a chain of steps one thread works at a time, so a share of the samples
/// is a share of the time.
///
/// Called by `bench/run profile`; the argument is the recording.
public class StepProfile {

    /// The first that matches, from the innermost frame out, names the sample.
    private static final List<Map.Entry<String, String>> KINDS =
            List.of(
                    Map.entry("org.sqlite.core.NativeDB.step", "SQLite: statements and commits"),
                    Map.entry("org.sqlite", "SQLite: binding, resetting"),
                    Map.entry("net.swarmstack.registry.HashChain", "registry: hash chain"),
                    Map.entry("net.swarmstack.registry.EventCodec", "registry: events to JSON"),
                    Map.entry("net.swarmstack.registry.Projection", "registry: rows"),
                    Map.entry("net.swarmstack.registry", "registry: writer, the rest"),
                    Map.entry("net.swarmstack.expression", "expression: evaluation"),
                    Map.entry("net.swarmstack.definition", "definition: inputs against the schema"),
                    Map.entry("net.swarmstack.engine.core", "engine.core: decide"),
                    Map.entry("net.swarmstack.engine", "engine: actor, effects"),
                    Map.entry("java.lang.VirtualThread", "threads: handing over"),
                    Map.entry("java.util.concurrent", "threads: handing over"),
                    Map.entry("EngineFixture", "the bench itself"),
                    Map.entry("EngineBench", "the bench itself"));

    /// Frames of threads that wait for others, and of the other half of the bench.
    private static final List<String> NOT_COUNTED =
            List.of("net.swarmstack.registry.Writer.spin", "BareCommits");

    public static void main(String[] args) throws Exception {
        var counts = new TreeMap<String, Integer>();
        for (RecordedEvent event : RecordingFile.readAllEvents(Path.of(args[0]))) {
            boolean isSample =
                    event.getEventType().getName().equals("jdk.ExecutionSample")
                            || event.getEventType().getName().equals("jdk.NativeMethodSample");
            if (isSample && event.getStackTrace() != null) {
                List<String> frames =
                        event.getStackTrace().getFrames().stream().map(StepProfile::name).toList();
                if (frames.stream().noneMatch(f -> startsWithAny(f, NOT_COUNTED))) {
                    counts.merge(kind(frames), 1, Integer::sum);
                }
            }
        }
        int all = counts.values().stream().mapToInt(Integer::intValue).sum();
        System.out.printf("%d samples%n", all);
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .forEach(e ->
                        System.out.printf("%5.1f %%  %s%n", 100.0 * e.getValue() / all, e.getKey()));
    }

    private static boolean startsWithAny(String name, List<String> prefixes) {
        return prefixes.stream().anyMatch(name::startsWith);
    }

    private static String kind(List<String> frames) {
        for (String frame : frames) {
            for (Map.Entry<String, String> kind : KINDS) {
                if (frame.startsWith(kind.getKey())) {
                    return kind.getValue();
                }
            }
        }
        return "other";
    }

    private static String name(RecordedFrame frame) {
        return frame.getMethod().getType().getName() + "." + frame.getMethod().getName();
    }
}
