package net.swarmstack.app;

import net.swarmstack.catalog.DefinitionFile;
import net.swarmstack.catalog.Root;
import net.swarmstack.definition.Problems;
import net.swarmstack.definition.Section;
import net.swarmstack.definition.YamlText;
import net.swarmstack.model.Isolation;
import net.swarmstack.model.Json;
import net.swarmstack.model.Located;
import net.swarmstack.model.Location;
import net.swarmstack.model.SwarmException;
import net.swarmstack.sandbox.SandboxPolicy;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What is configured in a root.
///
/// @param warm how many interpreters may wait for the next attempts
/// @param sandboxes which drivers may be taken
/// @param slots how many sandboxes may live at once
/// @param runtimes the program of an interpreter, by its type
/// @param values what `${config…}` reads
/// @param sandboxAt where each key of `sandbox` is written
/// @param runtimesAt where each of the programs is written
/// @param valuesAt where each of the values is written
record Config(
        int slots,
        int warm,
        SandboxPolicy sandboxes,
        SortedMap<String, Path> runtimes,
        ObjectNode values,
        SortedMap<String, Location> sandboxAt,
        SortedMap<String, Location> runtimesAt,
        SortedMap<String, Location> valuesAt) {

    private static final int MOST_SLOTS = 10_000;
    private static final List<String> KEYS = List.of("sandbox", "runtimes", "config");
    private static final List<String> RUNTIMES = List.of("node", "python", "java");
    private static final List<String> SANDBOX_KEYS = List.of("driver", "minimum", "slots", "warm");

    /// What holds where nothing is configured.
    ///
    /// @param processors of this machine
    static Config defaults(int processors) {
        return new Config(
                Math.max(2, processors),
                processors,
                SandboxPolicy.DEFAULT,
                new TreeMap<>(),
                Json.object(),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>());
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
        Optional<Section> all = Section.of(document, "config.yaml", KEYS, problems);
        Located.Mapping sandboxKeys =
                all.map(section -> section.mapping("sandbox"))
                        .orElse(new Located.Mapping(document.at(), Map.of()));
        Optional<Section> sandbox = Section.of(sandboxKeys, "sandbox", SANDBOX_KEYS, problems);
        int configured = sandbox.map(s -> s.integer("slots", 1, MOST_SLOTS, slots)).orElse(slots);
        int warm =
                sandbox.map(s -> s.integer("warm", 0, MOST_SLOTS, processors)).orElse(processors);
        SandboxPolicy policy = sandbox.map(Config::policy).orElse(SandboxPolicy.DEFAULT);
        Located.Mapping programs =
                all.map(section -> section.mapping("runtimes"))
                        .orElse(new Located.Mapping(document.at(), Map.of()));
        SortedMap<String, Path> runtimes =
                Section.of(programs, "runtimes", RUNTIMES, problems)
                        .map(section -> runtimes(section, problems))
                        .orElse(new TreeMap<>());
        Located.Mapping values =
                all.map(section -> section.mapping("config"))
                        .orElse(new Located.Mapping(document.at(), Map.of()));
        if (!problems.isEmpty()) {
            throw SwarmException.invalid(problems.all());
        }
        return new Config(
                configured,
                warm,
                policy,
                runtimes,
                (ObjectNode) values.toJson(),
                places(sandboxKeys),
                places(programs),
                places(values));
    }

    /// Where the value of each key is written that is not null.
    private static SortedMap<String, Location> places(Located.Mapping mapping) {
        var places = new TreeMap<String, Location>();
        mapping.entries().forEach((key, entry) -> places.put(key, entry.value().at()));
        return places;
    }

    private static SortedMap<String, Path> runtimes(Section section, Problems problems) {
        var programs = new TreeMap<String, Path>();
        for (String type : RUNTIMES) {
            String program = section.text(type);
            if (program.startsWith("/")) {
                programs.put(type, Path.of(program));
            } else {
                section.get(type)
                        .ifPresent(value ->
                                problems.add(
                                        value.at(),
                                        "\"" + type + "\" must be the absolute path of a program"));
            }
        }
        return programs;
    }

    private static SandboxPolicy policy(Section sandbox) {
        return new SandboxPolicy(
                sandbox.word("driver", Driver.class, Driver.AUTO).name().toLowerCase(Locale.ROOT),
                sandbox.word("minimum", Isolation.class, SandboxPolicy.DEFAULT.minimum()));
    }

    /// The words for a driver.
    private enum Driver {
        AUTO,
        BUBBLEWRAP,
        PROCESS
    }

    /// Every key with its value.
    List<Setting> settings() {
        var settings = new ArrayList<Setting>();
        settings.add(sandbox("driver", StringNode.valueOf(sandboxes.driver())));
        settings.add(sandbox("minimum", StringNode.valueOf(sandboxes.minimum().text())));
        settings.add(sandbox("slots", IntNode.valueOf(slots)));
        settings.add(sandbox("warm", IntNode.valueOf(warm)));
        runtimes.forEach((type, program) ->
                settings.add(
                        setting(
                                "runtimes." + type,
                                StringNode.valueOf(program.toString()),
                                Optional.ofNullable(runtimesAt.get(type)))));
        valuesAt.forEach((key, at) ->
                settings.add(setting("config." + key, values.path(key), Optional.of(at))));
        return settings;
    }

    private Setting sandbox(String key, JsonNode value) {
        return setting("sandbox." + key, value, Optional.ofNullable(sandboxAt.get(key)));
    }

    private static Setting setting(String key, JsonNode value, Optional<Location> at) {
        return new Setting(key, value, at.map(Location::toString).orElse("default"));
    }
}
