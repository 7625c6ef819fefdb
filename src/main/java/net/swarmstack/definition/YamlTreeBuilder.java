package net.swarmstack.definition;

import net.swarmstack.model.Excerpt;
import net.swarmstack.model.Located;
import net.swarmstack.model.Location;

import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;

import tools.jackson.databind.node.NullNode;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Builds the tree of one document from parse events. Events rather than composed nodes: depth is
/// bounded before anything recurses, an alias can't make a cycle, `<<` merges nothing, and every
/// tag is seen.
final class YamlTreeBuilder {

    private static final int MAX_DEPTH = 50;
    private static final int MAX_ALIASES = 50;

    /// What can be read again once it is pinned as JSON.
    private static final int MAX_KEY_LENGTH = 1024;

    /// Nodes and characters, with every alias replaced by what it stands for. A text of 1 MiB
    /// without aliases stays below.
    private static final long MAX_EXPANDED_SIZE = 2L << 20;

    private final String file;
    private final Iterator<Event> events;
    private final Problems problems;
    private final Map<String, Anchored> anchors = new HashMap<>();
    private final Set<String> open = new HashSet<>();
    private int aliases;
    private long expandedSize;
    private int deepest;

    YamlTreeBuilder(String file, Iterator<Event> events, Problems problems) {
        this.file = file;
        this.events = events;
        this.problems = problems;
    }

    /// The one document of the stream.
    ///
    /// @throws Unreadable where nothing after the place can be read
    Optional<Located> document() throws Unreadable {
        Optional<Located> tree = Optional.empty();
        while (events.hasNext()) {
            Event event = events.next();
            switch (event.getEventId()) {
                case DocumentStart -> {
                    if (tree.isPresent()) {
                        throw new Unreadable(start(event), "a second document: expected only one");
                    }
                    tree = Optional.of(node(events.next(), 1));
                }
                case StreamStart, StreamEnd, DocumentEnd, Comment -> {}
                case Alias, Scalar, SequenceStart, SequenceEnd, MappingStart, MappingEnd ->
                        throw new IllegalStateException("outside of a document: " + event);
            }
        }
        if (tree.isEmpty()) {
            problems.add(new Location(file, 1, 1), "empty: expected a mapping");
        }
        return tree;
    }

    private Located node(Event event, int depth) throws Unreadable {
        reach(depth, event);
        if (event instanceof AliasEvent alias) {
            return alias(alias, depth);
        }
        var node = (NodeEvent) event;
        Optional<String> anchor = node.getAnchor().map(Anchor::getValue);
        return anchor.isEmpty() ? content(node, depth) : anchored(anchor.get(), node, depth);
    }

    private Located anchored(String name, NodeEvent event, int depth) throws Unreadable {
        long sizeBefore = expandedSize;
        int deepestBefore = deepest;
        deepest = depth;
        open.add(name);
        Located node = content(event, depth);
        open.remove(name);
        anchors.put(name, new Anchored(node, expandedSize - sizeBefore, deepest - depth));
        deepest = Math.max(deepest, deepestBefore);
        return node;
    }

    private Located content(NodeEvent event, int depth) throws Unreadable {
        return switch (event) {
            case ScalarEvent scalar -> scalar(scalar);
            case CollectionStartEvent collection -> collection(collection, depth);
            default -> throw new IllegalStateException("not a node: " + event);
        };
    }

    private Located alias(AliasEvent alias, int depth) throws Unreadable {
        String name = alias.getAlias().getValue();
        if (++aliases > MAX_ALIASES) {
            throw new Unreadable(start(alias), "more than " + MAX_ALIASES + " aliases");
        }
        if (open.contains(name)) {
            throw new Unreadable(start(alias), "*" + name + " stands inside of what it names");
        }
        Anchored target = anchors.get(name);
        if (target == null) {
            throw new Unreadable(start(alias), "*" + name + " has no anchor &" + name + " before");
        }
        grow(target.expandedSize(), alias);
        reach(depth + target.levels(), alias);
        return target.node();
    }

    private Located scalar(ScalarEvent scalar) throws Unreadable {
        grow(1 + scalar.getValue().length(), scalar);
        Location at = start(scalar);
        try {
            return new Located.Scalar(at, YamlScalars.value(scalar), textPlace(scalar));
        } catch (IllegalArgumentException e) {
            problems.add(at, String.valueOf(e.getMessage()));
            return new Located.Scalar(at, NullNode.instance, Optional.empty());
        }
    }

    private Located collection(CollectionStartEvent collection, int depth) throws Unreadable {
        grow(1, collection);
        boolean isMapping = collection.getEventId() == Event.ID.MappingStart;
        collection
                .getTag()
                .filter(tag -> !tag.equals(YamlScalars.TAG_PREFIX + (isMapping ? "map" : "seq")))
                .filter(tag -> !tag.equals("!"))
                .ifPresent(tag -> problems.add(start(collection), YamlScalars.refusal(tag)));
        return isMapping ? mapping(collection, depth) : sequence(collection, depth);
    }

    private Located sequence(Event start, int depth) throws Unreadable {
        List<Located> items = new ArrayList<>();
        for (Event e = events.next(); e.getEventId() != Event.ID.SequenceEnd; e = events.next()) {
            items.add(node(e, depth + 1));
        }
        return new Located.Sequence(start(start), items);
    }

    private Located mapping(Event start, int depth) throws Unreadable {
        Map<String, Located.Entry> entries = new LinkedHashMap<>();
        for (Event e = events.next(); e.getEventId() != Event.ID.MappingEnd; e = events.next()) {
            Location keyAt = start(e);
            Optional<String> key = key(node(e, depth + 1), keyAt);
            Located value = node(events.next(), depth + 1);
            key.ifPresent(name -> {
                Located.Entry first = entries.putIfAbsent(name, new Located.Entry(keyAt, value));
                if (first != null) {
                    problems.add(
                            keyAt,
                            "a second key "
                                    + Excerpt.quote(name)
                                    + ": the first stands in line "
                                    + first.keyAt().line());
                }
            });
        }
        return new Located.Mapping(start(start), entries);
    }

    private Optional<String> key(Located key, Location at) {
        if (!(key instanceof Located.Scalar scalar) || !scalar.value().isString()) {
            problems.add(at, "a key must be text: put it in quotes");
            return Optional.empty();
        }
        String name = scalar.value().stringValue();
        if (name.equals("<<")) {
            problems.add(at, "YAML 1.2 has no merge key \"<<\": write the keys out");
            return Optional.empty();
        }
        if (name.length() > MAX_KEY_LENGTH) {
            problems.add(at, "a key of more than 1,024 characters");
            return Optional.empty();
        }
        return Optional.of(name);
    }

    private void reach(int depth, Event event) throws Unreadable {
        if (depth > MAX_DEPTH) {
            throw new Unreadable(start(event), "nested deeper than " + MAX_DEPTH + " levels");
        }
        deepest = Math.max(deepest, depth);
    }

    private void grow(long size, Event event) throws Unreadable {
        expandedSize += size;
        if (expandedSize > MAX_EXPANDED_SIZE) {
            throw new Unreadable(start(event), "its aliases expand the text to more than 2 MiB");
        }
    }

    /// Where the first character of a plain or quoted text stands. Only where the text is as long
    /// as its place in the file is there neither an escape nor a line break in it.
    private Optional<Location> textPlace(ScalarEvent scalar) {
        Mark from = mark(scalar.getStartMark());
        Mark to = mark(scalar.getEndMark());
        int quote = scalar.getScalarStyle() == ScalarStyle.PLAIN ? 0 : 1;
        int length = scalar.getValue().codePointCount(0, scalar.getValue().length());
        boolean exact =
                from.getLine() == to.getLine()
                        && to.getColumn() - from.getColumn() == length + 2 * quote;
        return exact
                ? Optional.of(new Location(file, from.getLine() + 1, from.getColumn() + 1 + quote))
                : Optional.empty();
    }

    private Location start(Event event) {
        Mark mark = mark(event.getStartMark());
        return new Location(file, mark.getLine() + 1, mark.getColumn() + 1);
    }

    private static Mark mark(Optional<Mark> mark) {
        return mark.orElseThrow(() -> new IllegalStateException("the parser makes marks"));
    }

    /// @param levels how many there are below it
    private record Anchored(Located node, long expandedSize, int levels) {}

    /// Reading can't go on after this problem.
    static final class Unreadable extends Exception {

        private static final long serialVersionUID = 1L;

        private final transient Location at;
        private final String reason;

        Unreadable(Location at, String reason) {
            super(reason);
            this.at = at;
            this.reason = reason;
        }

        Location at() {
            return at;
        }

        String reason() {
            return reason;
        }
    }
}
