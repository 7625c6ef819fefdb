package net.swarmstack.expression;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelMutableAst;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.Operator;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelMutableExpr;
import dev.cel.common.ast.CelMutableExpr.CelMutableCall;
import dev.cel.common.ast.CelMutableExpr.CelMutableSelect;
import dev.cel.common.navigation.CelNavigableMutableAst;
import dev.cel.common.navigation.CelNavigableMutableExpr;
import dev.cel.common.types.TypeParamType;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Changes the tree of an expression, between parser and checker, to one that means the same and
/// that [CelMap] and [CelBudget] can rely on.
final class CelTree {

    /// A function that no text can call: it gives its argument, with all lists and maps in it as
    /// ours.
    static final String OWN = "@own";

    /// Those of CEL's optional values.
    static final Set<String> OPTIONAL_READS = Set.of("_?._", "_[?_]");

    private CelTree() {}

    /// The checker's declaration of [#OWN].
    static CelFunctionDecl declarationOfOwn() {
        var type = TypeParamType.create("T");
        return CelFunctionDecl.newFunctionDeclaration(
                OWN, CelOverloadDecl.newGlobalOverload("own", type, type));
    }

    /// The tree with every `x["name"]` as `x.name`, for CEL asks a map how an absent name reads
    /// only when it selects; and with a loop going over our own values only, for plain ones that
    /// have a name would be walked wherever the name stands.
    static CelAbstractSyntaxTree prepared(CelAbstractSyntaxTree parsed) {
        CelMutableAst tree = CelMutableAst.fromCelAst(parsed);
        List<CelMutableExpr> parts =
                CelNavigableMutableAst.fromAst(tree)
                        .getRoot()
                        .allNodes()
                        .map(CelNavigableMutableExpr::expr)
                        .toList();
        long id = parts.stream().mapToLong(CelMutableExpr::id).max().orElse(0);
        for (CelMutableExpr part : parts) {
            if (isNamedIndex(part)) {
                List<CelMutableExpr> args = part.call().args();
                part.setSelect(
                        CelMutableSelect.create(
                                args.getFirst(), args.getLast().constant().stringValue()));
            } else if (part.getKind() == CelExpr.ExprKind.Kind.COMPREHENSION) {
                id++;
                CelMutableExpr range = part.comprehension().iterRange();
                part.comprehension()
                        .setIterRange(CelMutableExpr.ofCall(id, CelMutableCall.create(OWN, range)));
            }
        }
        return tree.toParsedAst();
    }

    /// The text that a part is, where it is nothing but one.
    static Optional<String> text(CelExpr part) {
        return part.getKind() == CelExpr.ExprKind.Kind.CONSTANT
                        && part.constant().getKind() == CelConstant.Kind.STRING_VALUE
                ? Optional.of(part.constant().stringValue())
                : Optional.empty();
    }

    private static boolean isNamedIndex(CelMutableExpr part) {
        return part.getKind() == CelExpr.ExprKind.Kind.CALL
                && part.call().function().equals(Operator.INDEX.getFunction())
                && part.call().args().size() == 2
                && part.call().args().getLast().getKind() == CelExpr.ExprKind.Kind.CONSTANT
                && part.call().args().getLast().constant().getKind()
                        == CelConstant.Kind.STRING_VALUE;
    }
}
