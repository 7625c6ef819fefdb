package net.swarmstack.expression;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.ListIterator;
import java.util.RandomAccess;

/// A list, to which a loop adds without copies.
@SuppressWarnings("Immutable") // values are only added behind the end of each list that has them
final class CelList extends Weighed implements List<Object> {

    private final List<Object> storage;
    private final List<Object> items;
    private final int weight;

    private CelList(List<Object> storage, int weight) {
        this.storage = storage;
        this.items = new Prefix(storage, storage.size());
        this.weight = weight;
    }

    /// The list of some values in a list that can grow, which becomes its own: nobody else has it.
    static CelList of(List<Object> items) {
        return new CelList(items, Weighed.sum(items));
    }

    /// Whether [#plus(List)] copies nothing: it is the longest list that its storage has.
    boolean isGrowable() {
        return items.size() == storage.size();
    }

    /// This list with others behind it.
    CelList plus(List<?> others) {
        List<Object> longer = isGrowable() ? storage : new ArrayList<>(items);
        longer.addAll(others);
        return new CelList(longer, Weighed.plus(weight, Weighed.sum(others)));
    }

    @Override
    int weight() {
        return weight;
    }

    @Override
    public CelType celType() {
        return ListType.create(SimpleType.DYN);
    }

    @Override
    public int size() {
        return items.size();
    }

    @Override
    public Object get(int index) {
        return items.get(index);
    }

    @Override
    public Iterator<Object> iterator() {
        return items.iterator();
    }

    @Override
    public ListIterator<Object> listIterator() {
        return items.listIterator();
    }

    @Override
    public ListIterator<Object> listIterator(int index) {
        return items.listIterator(index);
    }

    @Override
    public List<Object> subList(int from, int to) {
        return items.subList(from, to);
    }

    @Override
    public boolean contains(Object value) {
        return items.contains(value);
    }

    @Override
    public boolean containsAll(Collection<?> values) {
        return items.containsAll(values);
    }

    @Override
    public int indexOf(Object value) {
        return items.indexOf(value);
    }

    @Override
    public int lastIndexOf(Object value) {
        return items.lastIndexOf(value);
    }

    @Override
    public Object[] toArray() {
        return items.toArray();
    }

    @Override
    public <T> T[] toArray(T[] array) {
        return items.toArray(array);
    }

    @Override
    public boolean equals(Object other) {
        return items.equals(other);
    }

    /// For messages, which have no room for its items.
    @Override
    public String toString() {
        return "a list of " + size();
    }

    @Override
    public boolean add(Object value) {
        throw unchangeable();
    }

    @Override
    public void add(int index, Object value) {
        throw unchangeable();
    }

    @Override
    public boolean addAll(Collection<?> values) {
        throw unchangeable();
    }

    @Override
    public boolean addAll(int index, Collection<?> values) {
        throw unchangeable();
    }

    @Override
    public Object set(int index, Object value) {
        throw unchangeable();
    }

    @Override
    public boolean remove(Object value) {
        throw unchangeable();
    }

    @Override
    public Object remove(int index) {
        throw unchangeable();
    }

    @Override
    public boolean removeAll(Collection<?> values) {
        throw unchangeable();
    }

    @Override
    public boolean retainAll(Collection<?> values) {
        throw unchangeable();
    }

    @Override
    public void clear() {
        throw unchangeable();
    }

    /// The first values of a storage that may have more.
    private static final class Prefix extends AbstractList<Object> implements RandomAccess {

        private final List<Object> storage;
        private final int size;

        Prefix(List<Object> storage, int size) {
            this.storage = storage;
            this.size = size;
        }

        @Override
        public Object get(int index) {
            return storage.get(index);
        }

        @Override
        public int size() {
            return size;
        }
    }
}
