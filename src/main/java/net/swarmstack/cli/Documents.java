package net.swarmstack.cli;

import net.swarmstack.definition.YamlWriter;
import net.swarmstack.model.Json;

import tools.jackson.databind.JsonNode;

import java.util.function.Supplier;

/// Writes JSON trees: indented for a terminal, on one line for anything else.
final class Documents {

    private Documents() {}

    /// Writes one JSON document and a line end.
    static void printJson(Console console, JsonNode document) {
        String text =
                console.screen().isTerminal()
                        ? Text.visibleJson(Json.pretty(document))
                        : Json.compact(document);
        console.print(text);
        console.print("\n");
    }

    /// Writes one YAML document.
    static void printYaml(Console console, JsonNode document) {
        console.print(YamlWriter.write(document));
    }

    /// Writes one thing.
    ///
    /// @param json made only for programs
    /// @param name its reference
    /// @param sheet made only for people
    static void print(
            Invocation invocation,
            Supplier<? extends JsonNode> json,
            String name,
            Supplier<String> sheet) {
        Console console = invocation.console();
        switch (invocation.format()) {
            case TABLE -> console.print(sheet.get());
            case NAME -> console.print(Text.visible(name) + "\n");
            case JSON -> printJson(console, json.get());
            case YAML -> printYaml(console, json.get());
        }
    }
}
