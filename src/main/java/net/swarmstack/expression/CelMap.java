package net.swarmstack.expression;

import dev.cel.common.exceptions.CelAttributeNotFoundException;
import dev.cel.common.types.CelType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.values.SelectableValue;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// An object. What is declared and absent reads as null with `.name`, and is not there for
/// `has(…)`, `.?name`, `in` and `size(…)`.
@SuppressWarnings("Immutable") // changed only while a view is made
final class CelMap extends Weighed implements Map<Object, Object>, SelectableValue<String> {

    private final Map<Object, Object> members = new LinkedHashMap<>();
    private final Map<String, Object> absent = new LinkedHashMap<>();
    private final ValueType type;
    private int weight = 1;

    /// @param type what is declared of it
    CelMap(ValueType type) {
        this.type = type;
    }

    /// Gives a key its value.
    void set(Object key, Object value) {
        members.put(key, value);
        weight = Weighed.plus(weight, Weighed.plus(Weighed.of(key), Weighed.of(value)));
    }

    /// Says what a key that is absent reads as.
    void setAbsent(String key, Object value) {
        absent.put(key, value);
    }

    /// The map below a key, of those that are there or of those that are absent; made where there
    /// is none.
    CelMap below(String key, boolean isAbsent, ValueType typeBelow) {
        Object there = isAbsent ? absent.get(key) : members.get(key);
        if (there instanceof CelMap map) {
            return map;
        }
        var made = new CelMap(typeBelow);
        if (isAbsent) {
            setAbsent(key, made);
        } else {
            set(key, made);
        }
        return made;
    }

    @Override
    public Object select(String name) {
        return find(name)
                .or(() -> Optional.ofNullable(absent.get(name)))
                .or(() -> type.property(name).map(_ -> CelValues.NULL))
                .orElseThrow(() -> CelAttributeNotFoundException.forMissingMapKey(name));
    }

    @Override
    public Optional<Object> find(String name) {
        return Optional.ofNullable(members.get(name));
    }

    @Override
    int weight() {
        return weight;
    }

    @Override
    public CelType celType() {
        return MapType.create(SimpleType.DYN, SimpleType.DYN);
    }

    @Override
    public int size() {
        return members.size();
    }

    @Override
    public boolean containsKey(Object key) {
        return members.containsKey(key);
    }

    @Override
    public boolean containsValue(Object value) {
        return members.containsValue(value);
    }

    @Override
    public @Nullable Object get(Object key) {
        return members.get(key);
    }

    @Override
    public Set<Object> keySet() {
        return Collections.unmodifiableSet(members.keySet());
    }

    @Override
    public Collection<Object> values() {
        return Collections.unmodifiableCollection(members.values());
    }

    @Override
    public Set<Entry<Object, Object>> entrySet() {
        return Collections.unmodifiableMap(members).entrySet();
    }

    @Override
    public boolean equals(Object other) {
        return members.equals(other);
    }

    /// For messages, which have no room for its members.
    @Override
    public String toString() {
        return "a map of " + size();
    }

    @Override
    public Object put(Object key, Object value) {
        throw unchangeable();
    }

    @Override
    public Object remove(Object key) {
        throw unchangeable();
    }

    @Override
    public void putAll(Map<?, ?> map) {
        throw unchangeable();
    }

    @Override
    public void clear() {
        throw unchangeable();
    }
}
