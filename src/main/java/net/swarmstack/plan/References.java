package net.swarmstack.plan;

import net.swarmstack.expression.Vocabulary;
import net.swarmstack.model.Located;
import net.swarmstack.model.Location;
import net.swarmstack.model.StepId;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Finds the places in a value of a definition whose expressions read a step.
final class References {

    private References() {}

    /// Each text that does, in the order of the file.
    static List<Location> to(StepId step, Located value, Vocabulary vocabulary) {
        var templates = new Templates(new ArrayList<>()); // the problems were told before
        return texts(value)
                .filter(text -> templates.parse(text, vocabulary).stepsRead().contains(step))
                .map(Located::at)
                .toList();
    }

    private static Stream<Located> texts(Located value) {
        return switch (value) {
            case Located.Scalar scalar -> Stream.of(scalar);
            case Located.Sequence(Location _, List<Located> items) ->
                    items.stream().flatMap(References::texts);
            case Located.Mapping(Location _, Map<String, Located.Entry> entries) ->
                    entries.values().stream().map(Located.Entry::value).flatMap(References::texts);
        };
    }
}
