package net.swarmstack.expression;

import net.swarmstack.model.StepId;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A root name and the steps down from it, as in `trigger.a-b[0]["k"]`.
record Path(String root, List<Segment> segments) {

    /// How many segments stand before the name of an output in `steps.<id>.outputs.<name>`.
    private static final int OUTPUTS_DEPTH = 2;

    Path {
        segments = List.copyOf(segments);
    }

    /// One step down.
    sealed interface Segment {

        /// Into an object.
        record Key(String name) implements Segment {

            @Override
            public String toString() {
                return PathReader.isName(name) ? "." + name : "[\"" + name + "\"]";
            }
        }

        /// Into a list, from 0.
        record Index(int position) implements Segment {

            @Override
            public String toString() {
                return "[" + position + "]";
            }
        }
    }

    /// The step that it reads of.
    Optional<StepId> step() {
        return root.equals(Vocabulary.STEPS)
                ? key(0).filter(StepId::isValid).map(StepId::new)
                : Optional.empty();
    }

    /// Whether the segment at a position stands below the outputs of a step.
    boolean isBelowOutputs(int position) {
        return position >= OUTPUTS_DEPTH
                && step().isPresent()
                && key(1).filter(Vocabulary.OUTPUTS::equals).isPresent();
    }

    /// The path one key further down.
    Path below(String key) {
        return below(new Segment.Key(key));
    }

    /// The path to an item of the list it leads to.
    Path at(int position) {
        return below(new Segment.Index(position));
    }

    private Path below(Segment segment) {
        List<Segment> longer = new ArrayList<>(segments);
        longer.add(segment);
        return new Path(root, longer);
    }

    /// Whether the other path leads further down from here.
    boolean isAbove(Path other) {
        return root.equals(other.root)
                && segments.size() < other.segments.size()
                && segments.equals(other.segments.subList(0, segments.size()));
    }

    /// The key at a position, where there is a key.
    Optional<String> key(int position) {
        return position < segments.size()
                        && segments.get(position) instanceof Segment.Key(String name)
                ? Optional.of(name)
                : Optional.empty();
    }

    /// Its beginning: the root and so many segments.
    Path first(int count) {
        return new Path(root, segments.subList(0, count));
    }

    @Override
    public String toString() {
        var text = new StringBuilder(root);
        segments.forEach(text::append);
        return text.toString();
    }
}
