package net.swarmstack.expression;

import net.swarmstack.expression.ValueType.ObjectOf;
import net.swarmstack.expression.ValueType.Scalar;
import net.swarmstack.model.Excerpt;
import net.swarmstack.model.Nearest;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// Finds, before anything runs, the names of a path that can't be there.
final class PathCheck {

    private final Vocabulary vocabulary;

    PathCheck(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    /// What the path leads to.
    ///
    /// @throws ExpressionException where its root, its step or a name below them can't be there
    ValueType check(Path path) throws ExpressionException {
        ValueType type =
                vocabulary
                        .root(path.root())
                        .orElseThrow(() ->
                                new ExpressionException(
                                        unknown(
                                                path.root(),
                                                "is not known here",
                                                vocabulary.roots())));
        List<Path.Segment> segments = path.segments();
        if (path.root().equals(Vocabulary.STEPS) && segments.isEmpty()) {
            throw new ExpressionException(
                    "after \"steps\" the id of a step must follow, as in steps.fetch");
        }
        if (path.root().equals(Vocabulary.VARIABLES)
                && !segments.isEmpty()
                && vocabulary.hasNoVariables()) {
            throw new ExpressionException("the workflow declares no \"variables\"");
        }
        for (int depth = 0; depth < segments.size(); depth++) {
            type = below(type, segments.get(depth), path.first(depth).toString());
        }
        return type;
    }

    /// What stands one step down from a value of a type.
    ///
    /// @param parent the value, as messages name it
    /// @throws ExpressionException where nothing can be there
    static ValueType below(ValueType type, Path.Segment segment, String parent)
            throws ExpressionException {
        Optional<ValueType> declared = declared(type, segment);
        if (declared.isPresent()) {
            return declared.get();
        }
        String name =
                switch (segment) {
                    case Path.Segment.Key(String key) -> key;
                    case Path.Segment.Index index -> index.toString();
                };
        return switch (type) {
            case ObjectOf object when object.isClosed() ->
                    throw new ExpressionException(
                            unknown(
                                    name,
                                    "does not exist in " + parent,
                                    object.properties().keySet()));
            case ObjectOf _ -> Scalar.ANY;
            case Scalar scalar when scalar == Scalar.ANY || scalar == Scalar.NULL -> Scalar.ANY;
            case Scalar _, ValueType.ListOf _ ->
                    throw new ExpressionException(
                            parent
                                    + " is declared as "
                                    + type.text()
                                    + ", so it has no "
                                    + Excerpt.quote(name));
        };
    }

    /// What is declared to stand one step down.
    static Optional<ValueType> declared(ValueType type, Path.Segment segment) {
        return switch (segment) {
            case Path.Segment.Key(String name) -> type.property(name);
            case Path.Segment.Index _ -> type.item();
        };
    }

    private static String unknown(String name, String what, Collection<String> known) {
        return Excerpt.quote(name)
                + " "
                + what
                + "."
                + Nearest.hint(name, known)
                + " There is: "
                + Excerpt.names(known);
    }
}
