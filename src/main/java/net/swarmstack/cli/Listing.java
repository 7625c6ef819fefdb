package net.swarmstack.cli;

import net.swarmstack.model.Json;

import tools.jackson.databind.JsonNode;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/// A list in the format that a person asked for. Makes JSON of nothing unless that is asked for.
///
/// @param name the reference of a thing
/// @param json a thing with the registry's column names
record Listing<T>(List<T> things, Function<T, String> name, Function<T, ? extends JsonNode> json) {

    /// Writes it.
    ///
    /// @param table what people see
    void print(Invocation invocation, Function<List<T>, Table> table) {
        printText(
                invocation,
                () -> table.apply(things).render(invocation.console().screen().columns()));
    }

    /// As [#print], where people see no table.
    void printText(Invocation invocation, Supplier<String> text) {
        Console console = invocation.console();
        switch (invocation.format()) {
            case TABLE -> console.print(text.get());
            case NAME -> things.forEach(t -> console.print(Text.visible(name.apply(t)) + "\n"));
            case JSON -> Documents.printJson(console, array());
            case YAML -> Documents.printYaml(console, array());
        }
    }

    private JsonNode array() {
        var array = Json.object().arrayNode();
        things.forEach(thing -> array.add(json.apply(thing)));
        return array;
    }
}
