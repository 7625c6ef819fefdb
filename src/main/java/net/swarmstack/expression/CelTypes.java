package net.swarmstack.expression;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.Operator;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.CelKind;

import net.swarmstack.expression.ValueType.ListOf;
import net.swarmstack.expression.ValueType.ObjectOf;
import net.swarmstack.expression.ValueType.Scalar;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What the parts of a checked expression give, by what is declared of what they read; and names
/// that can't be there, also in the items of a list and below an optional. CEL's checker could be
/// told of structs for that, but it has no list that may be null, and it would refuse `size(…)`,
/// `in` and `["k"]` of one; so to the checker all that is read is of any type, and its types count
/// where an operator or function has one result.
final class CelTypes {

    private static final Set<String> OPTIONAL_OR = Set.of("or", "orValue");
    private static final Set<String> SAME_AS_ARGUMENT =
            Set.of("optional.of", "optional.ofNonZeroValue", "value", CelTree.OWN);

    private final CelAbstractSyntaxTree tree;
    private final Vocabulary vocabulary;
    private Map<String, ValueType> locals = Map.of();

    private CelTypes(CelAbstractSyntaxTree tree, Vocabulary vocabulary) {
        this.tree = tree;
        this.vocabulary = vocabulary;
    }

    /// What the whole expression gives.
    ///
    /// @throws ExpressionException where it names what can't be there
    static ValueType of(CelAbstractSyntaxTree tree, Vocabulary vocabulary)
            throws ExpressionException {
        return new CelTypes(tree, vocabulary).type(tree.getExpr());
    }

    private ValueType type(CelExpr part) throws ExpressionException {
        return switch (part.getKind()) {
            case IDENT -> {
                String name = part.ident().name();
                ValueType local = locals.get(name);
                yield local != null ? local : vocabulary.root(name).orElse(Scalar.ANY);
            }
            case SELECT -> {
                ValueType below = below(part.select().operand(), part.select().field());
                yield part.select().testOnly() ? Scalar.BOOLEAN : below;
            }
            case CALL -> call(part);
            case LIST -> new ListOf(joined(part.list().elements()));
            case MAP -> map(part.map());
            case COMPREHENSION -> loop(part.comprehension());
            case STRUCT -> {
                for (CelExpr.CelStruct.Entry entry : part.struct().entries()) {
                    type(entry.value());
                }
                yield Scalar.ANY;
            }
            case CONSTANT, NOT_SET -> checked(part);
        };
    }

    private ValueType below(CelExpr operand, String field) throws ExpressionException {
        return PathCheck.below(type(operand), new Path.Segment.Key(field), shown(operand));
    }

    private ValueType joined(List<CelExpr> parts) throws ExpressionException {
        ValueType joined = Scalar.NULL;
        for (CelExpr part : parts) {
            joined = joined.join(type(part));
        }
        return joined;
    }

    private ValueType call(CelExpr part) throws ExpressionException {
        CelExpr.CelCall call = part.call();
        String function = call.function();
        List<CelExpr> args = call.args();
        if (function.equals(Operator.CONDITIONAL.getFunction())) {
            type(args.getFirst());
            return joined(args.subList(1, args.size()));
        }
        if (isRead(function)) {
            Optional<String> name = CelTree.text(args.getLast());
            if (name.isPresent()) {
                return below(args.getFirst(), name.get());
            }
            type(args.getLast());
            return type(args.getFirst()).item().orElse(Scalar.ANY);
        }
        if (call.target().isPresent() && OPTIONAL_OR.contains(function)) {
            return type(call.target().get()).join(joined(args));
        }
        ValueType given = joined(call.target().stream().toList()).join(joined(args));
        if (SAME_AS_ARGUMENT.contains(function)
                || (function.equals(Operator.ADD.getFunction()) && given instanceof ListOf)) {
            return given;
        }
        return checked(part);
    }

    /// Also one that gives an optional: its type is that of what the optional holds.
    private static boolean isRead(String function) {
        return function.equals(Operator.INDEX.getFunction())
                || CelTree.OPTIONAL_READS.contains(function);
    }

    private ValueType map(CelExpr.CelMap map) throws ExpressionException {
        Map<String, ValueType> members = new LinkedHashMap<>();
        boolean isKnown = true;
        for (CelExpr.CelMap.Entry entry : map.entries()) {
            type(entry.key());
            ValueType value = type(entry.value());
            isKnown &= CelTree.text(entry.key()).isPresent();
            CelTree.text(entry.key()).ifPresent(key -> members.put(key, value));
        }
        return new ObjectOf(isKnown ? members : Map.of());
    }

    private ValueType loop(CelExpr.CelComprehension loop) throws ExpressionException {
        ValueType range = type(loop.iterRange());
        ValueType start = type(loop.accuInit());
        Map<String, ValueType> outside = locals;
        locals = new HashMap<>(outside);
        locals.put(
                loop.iterVar(),
                range instanceof ObjectOf ? Scalar.STRING : range.item().orElse(Scalar.ANY));
        locals.put(loop.accuVar(), start);
        type(loop.loopCondition());
        ValueType made = start.join(type(loop.loopStep()));
        locals.put(loop.accuVar(), made);
        ValueType result = type(loop.result());
        locals = outside;
        return result;
    }

    /// The type that CEL's checker found, where it is one of JSON without parts.
    private ValueType checked(CelExpr part) {
        CelKind kind = tree.getTypeOrThrow(part.id()).kind();
        return switch (kind) {
            case BOOL -> Scalar.BOOLEAN;
            case INT, UINT -> Scalar.INTEGER;
            case DOUBLE -> Scalar.NUMBER;
            case STRING -> Scalar.STRING;
            case NULL_TYPE -> Scalar.NULL;
            default -> Scalar.ANY;
        };
    }

    /// A part as messages name it.
    private static String shown(CelExpr part) {
        return switch (part.getKind()) {
            case IDENT -> part.ident().name();
            case SELECT -> shown(part.select().operand()) + "." + part.select().field();
            case CALL -> shown(part.call());
            case CONSTANT, LIST, MAP, STRUCT, COMPREHENSION, NOT_SET -> "a value";
        };
    }

    private static String shown(CelExpr.CelCall call) {
        return isRead(call.function())
                ? shown(call.args().getFirst())
                        + CelTree.text(call.args().getLast()).map(name -> "." + name).orElse("[…]")
                : "a value";
    }
}
