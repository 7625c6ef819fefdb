package net.swarmstack.app;

import net.swarmstack.catalog.DefinitionFile;
import net.swarmstack.definition.Problems;
import net.swarmstack.definition.Section;
import net.swarmstack.definition.YamlText;
import net.swarmstack.model.Json;
import net.swarmstack.model.Located;
import net.swarmstack.model.SwarmException;

import tools.jackson.databind.node.ObjectNode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What is configured in a root.
///
/// @param slots how many sandboxes may live at once
/// @param values what `${config…}` reads
record Config(int slots, ObjectNode values) {

    private static final int MOST_SLOTS = 10_000;

    /// What holds where nothing is configured.
    ///
    /// @param processors of this machine
    static Config defaults(int processors) {
        return new Config(Math.max(2, processors), Json.object());
    }

    /// What a `config.yaml` says; the defaults where it doesn't exist or only holds comments.
    ///
    /// @param processors of this machine
    /// @throws SwarmException `INVALID_DEFINITION` with every problem in it, `MISCONFIGURED` where
    ///   it can't be read
    static Config read(Path file, int processors) {
        String text = Files.notExists(file) ? "" : DefinitionFile.text(file);
        boolean silent =
                text.lines().map(String::strip).allMatch(l -> l.isEmpty() || l.startsWith("#"));
        return silent
                ? defaults(processors)
                : read(YamlText.read(file.toString(), text).orThrow(), processors);
    }

    private static Config read(Located document, int processors) {
        var problems = new Problems();
        int slots = defaults(processors).slots;
        Optional<Section> all =
                Section.of(document, "config.yaml", List.of("sandbox", "config"), problems);
        int configured =
                all.map(section -> section.mapping("sandbox"))
                        .flatMap(s -> Section.of(s, "sandbox", List.of("slots"), problems))
                        .map(sandbox -> sandbox.integer("slots", 1, MOST_SLOTS, slots))
                        .orElse(slots);
        if (!problems.isEmpty()) {
            throw SwarmException.invalid(problems.all());
        }
        ObjectNode values =
                all.map(section -> (ObjectNode) section.mapping("config").toJson())
                        .orElseGet(Json::object);
        return new Config(configured, values);
    }
}
