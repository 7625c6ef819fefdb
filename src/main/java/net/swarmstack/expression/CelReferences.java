package net.swarmstack.expression;

import dev.cel.common.Operator;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The paths that a CEL expression reads, as far down as its text alone says.
final class CelReferences {

    /// Names of types and of a namespace, which stand where variables can.
    private static final Set<String> NAMES_OF_CEL =
            Set.of(
                    "bool",
                    "bytes",
                    "double",
                    "google",
                    "int",
                    "list",
                    "map",
                    "null_type",
                    "optional",
                    "optional_type",
                    "string",
                    "type",
                    "uint");

    /// The name by which CEL says that a loop only gives a value a name.
    private static final String NO_ITERATION = "#unused";

    private final Set<Path> plain = new LinkedHashSet<>();
    private final Set<Path> optional = new LinkedHashSet<>();
    private final Set<Path> intoLists = new LinkedHashSet<>();
    private final Deque<String> localNames = new ArrayDeque<>();

    private CelReferences() {}

    /// The references of an expression, as [CelTree] prepares it.
    ///
    /// @throws ExpressionException where it gives a value a name: each link of a chain of
    ///   `.optMap(v, [v, v])` would double the value, past the bounds of [CelBudget]
    static CelReferences of(CelExpr expression) throws ExpressionException {
        var references = new CelReferences();
        references.visit(expression);
        return references;
    }

    /// All of them.
    Set<Path> paths() {
        var paths = new LinkedHashSet<>(plain);
        paths.addAll(optional);
        return paths;
    }

    /// Those that must exist where they are read; also those that lead on from an item of a list.
    Set<Path> exactPaths() {
        var paths = new LinkedHashSet<>(plain);
        paths.addAll(intoLists);
        return paths;
    }

    private void visit(CelExpr expression) throws ExpressionException {
        Optional<Read> read = read(expression);
        if (read.isPresent()) {
            (read.get().isOptional() ? optional : plain).add(read.get().path());
            return;
        }
        exact(expression).ifPresent(intoLists::add);
        switch (expression.getKind()) {
            case SELECT -> visit(expression.select().operand());
            case CALL -> {
                visit(expression.call().target().stream().toList());
                visit(expression.call().args());
            }
            case LIST -> visit(expression.list().elements());
            case MAP -> {
                for (CelExpr.CelMap.Entry entry : expression.map().entries()) {
                    visit(entry.key());
                    visit(entry.value());
                }
            }
            case STRUCT -> {
                for (CelExpr.CelStruct.Entry entry : expression.struct().entries()) {
                    visit(entry.value());
                }
            }
            case COMPREHENSION -> visit(expression.comprehension());
            case CONSTANT, IDENT, NOT_SET -> {}
        }
    }

    private void visit(List<CelExpr> expressions) throws ExpressionException {
        for (CelExpr expression : expressions) {
            visit(expression);
        }
    }

    private void visit(CelExpr.CelComprehension loop) throws ExpressionException {
        if (loop.iterVar().equals(NO_ITERATION)) {
            throw new ExpressionException("optMap and optFlatMap are not taken: use orValue(…)");
        }
        visit(loop.iterRange());
        visit(loop.accuInit());
        List<String> names = List.of(loop.iterVar(), loop.iterVar2(), loop.accuVar());
        names.forEach(localNames::push);
        visit(loop.loopCondition());
        visit(loop.loopStep());
        visit(loop.result());
        names.forEach(_ -> localNames.pop());
    }

    /// The path that an expression is, where it is nothing but a path from a variable; lists are
    /// read whole.
    private Optional<Read> read(CelExpr expression) {
        return switch (expression.getKind()) {
            case IDENT -> {
                String name = expression.ident().name();
                yield localNames.contains(name) || NAMES_OF_CEL.contains(name)
                        ? Optional.empty()
                        : Optional.of(new Read(new Path(name, List.of()), false));
            }
            case SELECT -> {
                CelExpr.CelSelect select = expression.select();
                yield read(select.operand())
                        .map(read -> read.below(select.field(), select.testOnly()));
            }
            case CALL -> readByCall(expression.call());
            case CONSTANT, LIST, MAP, STRUCT, COMPREHENSION, NOT_SET -> Optional.empty();
        };
    }

    /// The path that an expression is, where that leads through an item of a list.
    private Optional<Path> exact(CelExpr expression) {
        return switch (expression.getKind()) {
            case SELECT -> {
                CelExpr.CelSelect select = expression.select();
                yield select.testOnly()
                        ? Optional.empty()
                        : exact(select.operand()).map(path -> path.below(select.field()));
            }
            case CALL -> {
                List<CelExpr> args = expression.call().args();
                yield expression.call().function().equals(Operator.INDEX.getFunction())
                        ? index(args.getLast()).flatMap(index -> item(args.getFirst(), index))
                        : Optional.empty();
            }
            case CONSTANT, IDENT, LIST, MAP, STRUCT, COMPREHENSION, NOT_SET -> Optional.empty();
        };
    }

    private Optional<Path> item(CelExpr list, int index) {
        return read(list)
                .filter(read -> !read.isOptional())
                .map(Read::path)
                .or(() -> exact(list))
                .map(path -> path.at(index));
    }

    private static Optional<Integer> index(CelExpr key) {
        boolean isIndex =
                key.getKind() == CelExpr.ExprKind.Kind.CONSTANT
                        && key.constant().getKind() == CelConstant.Kind.INT64_VALUE
                        && key.constant().int64Value() >= 0
                        && key.constant().int64Value() <= Integer.MAX_VALUE;
        return isIndex ? Optional.of((int) key.constant().int64Value()) : Optional.empty();
    }

    private Optional<Read> readByCall(CelExpr.CelCall call) {
        return CelTree.OPTIONAL_READS.contains(call.function())
                ? CelTree.text(call.args().getLast())
                        .flatMap(key -> read(call.args().getFirst()).map(r -> r.below(key, true)))
                : Optional.empty();
    }

    private record Read(Path path, boolean isOptional) {

        Read below(String key, boolean optionally) {
            return new Read(path.below(key), isOptional || optionally);
        }
    }
}
