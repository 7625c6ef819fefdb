package net.swarmstack.definition;

import net.swarmstack.model.Excerpt;
import net.swarmstack.model.Located;
import net.swarmstack.model.Nearest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads a `notify` among the handlers of a run's end.
final class NotifyReader {

    static final String NOTIFY = "notify";

    /// The types, and the keys that each needs beside `type`.
    private static final Map<String, List<String>> SETTINGS_OF_TYPE =
            Map.of("log", List.of("message"));

    private final Problems problems;

    NotifyReader(Problems problems) {
        this.problems = problems;
    }

    /// The value of `notify`.
    Optional<HandlerDefinition> read(Located value) {
        if (!(value instanceof Located.Mapping mapping)) {
            problems.add(value.at(), Section.wrongType(NOTIFY, "a mapping", value));
            return Optional.empty();
        }
        Optional<LocatedText> type = type(mapping);
        if (type.isEmpty()) {
            return Optional.empty();
        }
        List<String> settings = SETTINGS_OF_TYPE.get(type.get().text());
        if (settings == null) {
            String name = type.get().text();
            List<String> known = SETTINGS_OF_TYPE.keySet().stream().sorted().toList();
            problems.add(
                    type.get().at(),
                    Excerpt.quote(name)
                            + " is no type of notify: expected "
                            + String.join(", ", known)
                            + "."
                            + Nearest.hint(name, known));
            return Optional.empty();
        }
        List<String> keys = new ArrayList<>(settings);
        keys.addFirst("type");
        return Section.of(value, NOTIFY, keys, problems)
                .map(section -> {
                    settings.forEach(section::requiredText);
                    return new HandlerDefinition.Notify(type.get().text(), withoutType(mapping));
                });
    }

    private Optional<LocatedText> type(Located.Mapping mapping) {
        return Section.of(mapping, NOTIFY, mapping.entries().keySet(), problems)
                .flatMap(section -> section.requiredText("type"));
    }

    private static Located.Mapping withoutType(Located.Mapping mapping) {
        var rest = new LinkedHashMap<>(mapping.entries());
        rest.remove("type");
        return new Located.Mapping(mapping.at(), rest);
    }
}
