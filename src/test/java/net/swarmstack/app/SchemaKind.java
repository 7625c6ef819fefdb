package net.swarmstack.app;

import net.swarmstack.definition.DefinitionReader;
import net.swarmstack.definition.YamlText;
import net.swarmstack.definition.YamlWriter;
import net.swarmstack.model.Problem;
import net.swarmstack.model.SwarmException;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// What is written in YAML and has both a schema and a reader.
enum SchemaKind {
    AGENT("agent"),
    WORKFLOW("workflow", "triggers"),
    CONFIG("config");

    private final SchemaFile schema;
    private final List<JsonNode> complete;

    /// @param complete files in which every key occurs that the kind may have
    SchemaKind(String... complete) {
        this.schema = SchemaFile.of(complete[0]);
        this.complete = Stream.of(complete).map(name -> tree(resource(name))).toList();
    }

    private static String resource(String name) {
        try (var stream = SchemasTest.class.getResourceAsStream(name + ".yaml")) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    SchemaFile schema() {
        return schema;
    }

    List<JsonNode> complete() {
        return complete;
    }

    /// What the reader finds in a file, read from the JSON it is pinned as: faster than from its
    /// text.
    ///
    /// @param folder where the reader of a configuration may find it
    List<String> problems(JsonNode file, Path folder) {
        var reader = new DefinitionReader();
        return switch (this) {
            case AGENT -> lines(reader.agent(file).problems());
            case WORKFLOW -> lines(reader.workflow("workflow", file).problems());
            case CONFIG -> problemsOfConfig(YamlWriter.write(file), folder);
        };
    }

    /// What the reader finds in the text of a file.
    ///
    /// @param folder where the reader of a configuration may find it
    List<String> problems(String text, Path folder) {
        var reader = new DefinitionReader();
        return switch (this) {
            case AGENT -> lines(reader.agent("agent.yaml", text).problems());
            case WORKFLOW -> lines(reader.workflow("workflow.yaml", text).problems());
            case CONFIG -> problemsOfConfig(text, folder);
        };
    }

    private static List<String> problemsOfConfig(String text, Path folder) {
        try {
            Config.read(Files.writeString(folder.resolve("config.yaml"), text), 1);
            return List.of();
        } catch (SwarmException e) {
            return String.valueOf(e.getMessage()).lines().toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> lines(List<Problem> problems) {
        return problems.stream().map(Problem::toString).toList();
    }

    /// The JSON of a YAML text.
    static JsonNode tree(String yaml) {
        return YamlText.read("test.yaml", yaml).orThrow().toJson();
    }
}
