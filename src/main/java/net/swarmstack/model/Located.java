package net.swarmstack.model;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A JSON value that knows where in a file it was written. Immutable; at most 64 levels deep.
public sealed interface Located {

    /// Where it begins.
    Location at();

    /// The value alone. A new tree at each call, but for scalars.
    JsonNode toJson();

    /// The same value, every part of it at one place: a value that comes from no text.
    static Located of(JsonNode value, Location at) {
        if (value.isObject()) {
            var entries = new LinkedHashMap<String, Entry>();
            value.properties()
                    .forEach(e -> entries.put(e.getKey(), new Entry(at, of(e.getValue(), at))));
            return new Mapping(at, entries);
        }
        if (value.isArray()) {
            return new Sequence(at, value.valueStream().map(item -> of(item, at)).toList());
        }
        return new Scalar(at, value, Optional.empty());
    }

    /// A text, number, boolean or null.
    ///
    /// @param textAt where the first character of a text stands, where its other characters follow
    ///   it one by one on the same line: not so in blocks and after escapes
    record Scalar(Location at, JsonNode value, Optional<Location> textAt) implements Located {

        /// Where a character of the text stands, as exactly as is known.
        ///
        /// @param offset in `char`s from the beginning of the text
        public Location at(int offset) {
            return textAt.map(
                            first -> {
                                int columns = value.stringValue().codePointCount(0, offset);
                                return new Location(
                                        first.file(), first.line(), first.column() + columns);
                            })
                    .orElse(at);
        }

        @Override
        public JsonNode toJson() {
            return value;
        }
    }

    /// A list.
    record Sequence(Location at, List<Located> items) implements Located {

        public Sequence {
            items = List.copyOf(items);
        }

        @Override
        public JsonNode toJson() {
            ArrayNode array = JsonNodeFactory.instance.arrayNode(items.size());
            items.forEach(item -> array.add(item.toJson()));
            return array;
        }
    }

    /// A mapping.
    ///
    /// @param entries by key, in the order of the file
    record Mapping(Location at, Map<String, Entry> entries) implements Located {

        public Mapping {
            entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
        }

        /// The value of a key, where it has one.
        public Optional<Located> value(String key) {
            return Optional.ofNullable(entries.get(key)).map(Entry::value);
        }

        @Override
        public JsonNode toJson() {
            ObjectNode object = Json.object();
            entries.forEach((key, entry) -> object.set(key, entry.value().toJson()));
            return object;
        }
    }

    /// One line of a mapping.
    record Entry(Location keyAt, Located value) {}
}
