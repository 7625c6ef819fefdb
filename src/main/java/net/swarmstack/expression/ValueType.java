package net.swarmstack.expression;

import tools.jackson.databind.JsonNode;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What is known of a value before anything runs. A value of any type may also be null: what is
/// declared may be absent.
public sealed interface ValueType {

    /// Types without parts.
    enum Scalar implements ValueType {
        /// Nothing is known.
        ANY,
        /// Nothing but null.
        NULL,
        STRING,
        /// An integer or a fraction.
        NUMBER,
        INTEGER,
        BOOLEAN;

        private boolean isNumber() {
            return this == NUMBER || this == INTEGER;
        }

        @Override
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// A list.
    ///
    /// @param items what each of its items is
    record ListOf(ValueType items) implements ValueType {

        @Override
        public String text() {
            return "array";
        }
    }

    /// An object.
    ///
    /// @param properties by name, in the order of their declaration; none where it may have any
    record ObjectOf(Map<String, ValueType> properties) implements ValueType {

        public ObjectOf {
            properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
        }

        /// Whether it has the declared properties and no others.
        boolean isClosed() {
            return !properties.isEmpty();
        }

        @Override
        public String text() {
            return "object";
        }
    }

    /// The name of the type, as `type` in the declaration of a field writes it.
    String text();

    /// What a property is declared to be.
    default Optional<ValueType> property(String name) {
        return this instanceof ObjectOf(Map<String, ValueType> properties)
                ? Optional.ofNullable(properties.get(name))
                : Optional.empty();
    }

    /// What the items of a list are.
    default Optional<ValueType> item() {
        return this instanceof ListOf(ValueType items) ? Optional.of(items) : Optional.empty();
    }

    /// The type of a value that is there.
    static ValueType of(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT -> {
                var properties = new LinkedHashMap<String, ValueType>();
                value.properties().forEach(e -> properties.put(e.getKey(), of(e.getValue())));
                yield new ObjectOf(properties);
            }
            case ARRAY ->
                    new ListOf(
                            value.valueStream()
                                    .map(ValueType::of)
                                    .reduce(Scalar.NULL, ValueType::join));
            case STRING -> Scalar.STRING;
            case NUMBER -> value.isIntegralNumber() ? Scalar.INTEGER : Scalar.NUMBER;
            case BOOLEAN -> Scalar.BOOLEAN;
            case NULL, MISSING, BINARY, POJO -> Scalar.NULL;
        };
    }

    /// The type of a value that is of one of two types.
    default ValueType join(ValueType other) {
        if (equals(other) || other == Scalar.NULL) {
            return this;
        }
        if (this == Scalar.NULL) {
            return other;
        }
        return switch (this) {
            case Scalar scalar ->
                    scalar.isNumber() && other instanceof Scalar second && second.isNumber()
                            ? Scalar.NUMBER
                            : Scalar.ANY;
            case ListOf(ValueType items) ->
                    other instanceof ListOf(ValueType others)
                            ? new ListOf(items.join(others))
                            : Scalar.ANY;
            case ObjectOf object ->
                    other instanceof ObjectOf second ? joined(object, second) : Scalar.ANY;
        };
    }

    private static ValueType joined(ObjectOf first, ObjectOf second) {
        if (!first.isClosed() || !second.isClosed()) {
            return new ObjectOf(Map.of());
        }
        var properties = new LinkedHashMap<>(first.properties());
        second.properties().forEach((name, type) -> properties.merge(name, type, ValueType::join));
        return new ObjectOf(properties);
    }

    /// Where a value of another type can't be one of this. An integer is a number; whether a number
    /// is an integer is seen only when it is there.
    default Optional<Conflict> conflict(ValueType given) {
        boolean isOpen = this == Scalar.ANY || this == Scalar.NULL;
        if (isOpen || given == Scalar.ANY || given == Scalar.NULL || equals(given)) {
            return Optional.empty();
        }
        if (this instanceof ListOf(ValueType items) && given instanceof ListOf(ValueType others)) {
            return items.conflict(others).map(conflict -> conflict.below("[]"));
        }
        if (this instanceof ObjectOf && given instanceof ObjectOf(Map<String, ValueType> others)) {
            return others.entrySet().stream()
                    .flatMap(other ->
                            property(other.getKey())
                                    .flatMap(wanted -> wanted.conflict(other.getValue()))
                                    .map(conflict -> conflict.below("." + other.getKey()))
                                    .stream())
                    .findFirst();
        }
        boolean areNumbers =
                this instanceof Scalar first
                        && given instanceof Scalar second
                        && first.isNumber()
                        && second.isNumber();
        return areNumbers ? Optional.empty() : Optional.of(new Conflict("", this, given));
    }

    /// Two types that exclude each other.
    ///
    /// @param place where in the value, as in `.user.age` or `[]`; empty for the value itself
    record Conflict(String place, ValueType wanted, ValueType given) {

        private Conflict below(String step) {
            return new Conflict(step + place, wanted, given);
        }
    }
}
