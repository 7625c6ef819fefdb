package net.swarmstack.simulator;

import net.swarmstack.engine.core.Command;
import net.swarmstack.model.RunEvent;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How often each thing occurred that the simulator is to show.
final class Tally {

    private final Map<Object, Long> counts = new LinkedHashMap<>();

    /// What the engine is seen to do, beside its events and commands.
    enum Sight {
        RUN_ADOPTED,
        APPEND_FENCED,
        LATE_RESULT_TOLD,
        SANDBOX_REAPED,
        SANDBOX_SWEPT,
        THIRD_ATTEMPT_LOST,
        OUTCOME_UNKNOWN,
        RUN_QUEUED,
        RUN_RESUMED,
        RUN_RETRIED,
        LARGE_VALUE_KEPT,
        SEED_ON_SQLITE
    }

    Tally() {
        List.of(Fault.values()).forEach(fault -> counts.put(fault, 0L));
        kinds(Command.class).forEach(command -> counts.put(command, 0L));
        kinds(RunEvent.class).forEach(event -> counts.put(event, 0L));
        List.of(Sight.values()).forEach(sight -> counts.put(sight, 0L));
    }

    private static List<Class<?>> kinds(Class<?> sealed) {
        var kinds = new ArrayList<Class<?>>();
        for (Class<?> kind : sealed.getPermittedSubclasses()) {
            if (kind.isRecord()) {
                kinds.add(kind);
            }
        }
        return kinds;
    }

    void count(Fault fault) {
        counts.merge(fault, 1L, Long::sum);
    }

    void count(Sight sight) {
        counts.merge(sight, 1L, Long::sum);
    }

    void count(RunEvent event) {
        counts.merge(event.getClass(), 1L, Long::sum);
    }

    void count(Command command) {
        counts.merge(command.getClass(), 1L, Long::sum);
    }

    void add(Tally other) {
        other.counts.forEach((thing, count) -> counts.merge(thing, count, Long::sum));
    }

    /// What never occurred, by name.
    List<String> missing() {
        return counts.entrySet().stream()
                .filter(entry -> entry.getValue() == 0)
                .map(entry -> name(entry.getKey()))
                .toList();
    }

    /// A line each, with a heading for each kind of thing.
    String table() {
        var table = new StringBuilder();
        counts.forEach((thing, count) ->
                table.append("%-14s %-32s %,12d%n".formatted(kind(thing), name(thing), count)));
        return table.toString();
    }

    private static String kind(Object thing) {
        return switch (thing) {
            case Fault _ -> "fault";
            case Sight _ -> "sight";
            case Class<?> type when Command.class.isAssignableFrom(type) -> "command";
            default -> "event";
        };
    }

    private static String name(Object thing) {
        return thing instanceof Class<?> type ? type.getSimpleName() : thing.toString();
    }
}
