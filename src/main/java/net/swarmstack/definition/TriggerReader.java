package net.swarmstack.definition;

import net.swarmstack.model.Excerpt;
import net.swarmstack.model.Located;
import net.swarmstack.model.Nearest;

import java.util.List;
import java.util.Optional;

/// Reads a trigger of an agent or workflow.
final class TriggerReader {

    private static final List<String> TYPES = List.of("manual");

    private TriggerReader() {}

    /// The type of the trigger.
    static Optional<String> read(Located value, Problems problems) {
        return Section.of(value, "trigger", List.of("type"), problems)
                .flatMap(section -> section.requiredText("type"))
                .filter(type -> {
                    boolean known = TYPES.contains(type.text());
                    if (!known) {
                        problems.add(type.at(), unknown(type.text()));
                    }
                    return known;
                })
                .map(LocatedText::text);
    }

    private static String unknown(String type) {
        return Excerpt.quote(type)
                + " is no type of trigger: expected "
                + String.join(", ", TYPES)
                + "."
                + Nearest.hint(type, TYPES);
    }
}
