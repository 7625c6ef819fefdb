package net.swarmstack.app;

import net.swarmstack.catalog.DefinitionFile;
import net.swarmstack.catalog.Root;
import net.swarmstack.definition.Problems;
import net.swarmstack.definition.Section;
import net.swarmstack.definition.YamlText;
import net.swarmstack.model.Json;
import net.swarmstack.model.Located;
import net.swarmstack.model.Location;
import net.swarmstack.model.SwarmException;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.ObjectNode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What is configured in a root.
///
/// @param slots how many sandboxes may live at once
/// @param values what `${config…}` reads
/// @param slotsAt where the slots are written, where they are
/// @param valuesAt where each of the values is written
record Config(
        int slots,
        ObjectNode values,
        Optional<Location> slotsAt,
        SortedMap<String, Location> valuesAt) {

    private static final int MOST_SLOTS = 10_000;

    /// What holds where nothing is configured.
    ///
    /// @param processors of this machine
    static Config defaults(int processors) {
        return new Config(
                Math.max(2, processors), Json.object(), Optional.empty(), new TreeMap<>());
    }

    /// What the configuration of a root says.
    static Config of(Root root) {
        return read(root.configFile(), Runtime.getRuntime().availableProcessors());
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
        Located.Mapping values =
                all.map(section -> section.mapping("config"))
                        .orElse(new Located.Mapping(document.at(), Map.of()));
        if (!problems.isEmpty()) {
            throw SwarmException.invalid(problems.all());
        }
        var valuesAt = new TreeMap<String, Location>();
        values.entries().forEach((key, entry) -> valuesAt.put(key, entry.value().at()));
        return new Config(
                configured,
                (ObjectNode) values.toJson(),
                place(document, List.of("sandbox", "slots")),
                valuesAt);
    }

    /// Where the value of a key is written; nowhere where that is null.
    private static Optional<Location> place(Located document, List<String> keys) {
        Located value = document;
        for (String key : keys) {
            if (!(value instanceof Located.Mapping mapping)
                    || !mapping.entries().containsKey(key)) {
                return Optional.empty();
            }
            value = mapping.entries().get(key).value();
        }
        return value.toJson().isNull() ? Optional.empty() : Optional.of(value.at());
    }

    /// Every key with its value.
    List<Setting> settings() {
        var settings = new ArrayList<Setting>();
        settings.add(setting("sandbox.slots", IntNode.valueOf(slots), slotsAt));
        valuesAt.forEach((key, at) ->
                settings.add(setting("config." + key, values.path(key), Optional.of(at))));
        return settings;
    }

    private static Setting setting(String key, JsonNode value, Optional<Location> at) {
        return new Setting(key, value, at.map(Location::toString).orElse("default"));
    }
}
