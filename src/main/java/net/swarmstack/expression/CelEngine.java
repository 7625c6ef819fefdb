package net.swarmstack.expression;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.Operator;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.cel.runtime.CelStandardFunctions;

import net.swarmstack.model.Excerpt;

import java.util.Map;
import java.util.stream.Collectors;

/// The compiler of CEL. Its classes cost a tenth of a second: nothing touches this one before an
/// expression is met that is no plain path.
final class CelEngine {

    private static final Map<CelKind, String> KINDS_BESIDE_JSON =
            Map.of(
                    CelKind.BYTES, "bytes",
                    CelKind.DURATION, "a duration",
                    CelKind.OPAQUE, "an optional",
                    CelKind.TIMESTAMP, "a timestamp",
                    CelKind.TYPE, "a type");

    static final CelOptions OPTIONS =
            CelOptions.current()
                    .maxExpressionCodePointSize(ExpressionText.MAX_LENGTH)
                    .maxParseRecursionDepth(32)
                    .maxParseExpressionNodeCount(2000)
                    .comprehensionMaxIterations(10_000)
                    .errorOnIntWrap(true)
                    .errorOnDuplicateMapKeys(true)
                    .enableOptionalSyntax(true)
                    .enableHeterogeneousNumericComparisons(true)
                    .build();

    private static final CelCompiler COMPILER = compiler();

    private static final CelRuntime RUNTIME =
            CelRuntimeFactory.plannerRuntimeBuilder()
                    .setOptions(OPTIONS)
                    .addLibraries(CelExtensions.optional())
                    .setStandardFunctions(
                            CelStandardFunctions.newBuilder()
                                    .includeFunctions(CelFunctions.UNPAID)
                                    .build())
                    .addLateBoundFunctions(CelFunctions.names())
                    .build();

    private CelEngine() {}

    /// The compiled expression.
    static CelExpression compile(String text, Vocabulary vocabulary) throws ExpressionException {
        String source = ExpressionText.withQuotedIds(text, vocabulary.steps().keySet());
        try {
            CelAbstractSyntaxTree parsed = CelTree.prepared(tree(COMPILER.parse(source), text));
            CelReferences references = CelReferences.of(parsed.getExpr());
            check(references, vocabulary, text);
            CelAbstractSyntaxTree checked = tree(COMPILER.check(parsed), text);
            refuseWhatIsNoJson(checked);
            ValueType type = CelTypes.of(checked, vocabulary);
            return new CelExpression(RUNTIME.createProgram(checked), references, vocabulary, type);
        } catch (CelValidationException | CelEvaluationException e) {
            throw new ExpressionException(message(e));
        }
    }

    private static void check(CelReferences references, Vocabulary vocabulary, String text)
            throws ExpressionException {
        var check = new PathCheck(vocabulary);
        try {
            for (Path path : references.paths()) {
                check.check(path);
            }
        } catch (ExpressionException e) {
            throw new ExpressionException(e.reason() + hyphenHint(text));
        }
    }

    /// A result of which CEL's checker is certain; of the two of a `?:` it is not.
    private static void refuseWhatIsNoJson(CelAbstractSyntaxTree checked)
            throws ExpressionException {
        CelExpr expression = checked.getExpr();
        boolean isChoice =
                expression.getKind() == CelExpr.ExprKind.Kind.CALL
                        && expression.call().function().equals(Operator.CONDITIONAL.getFunction());
        String kind = KINDS_BESIDE_JSON.get(checked.getResultType().kind());
        if (!isChoice && kind != null) {
            throw new ExpressionException(CelValues.noJson(kind));
        }
    }

    /// What CEL says, on one line and without its own idea of the place.
    static String message(Exception e) {
        String message = String.valueOf(e.getMessage());
        return words(message.replaceFirst("^evaluation error( at <input>:\\d+)?: ", ""));
    }

    /// CEL hands on what Java says of a text that is no number.
    private static String words(String message) {
        return Excerpt.of(message.replace("For input string: ", "no number that fits: "));
    }

    private static CelAbstractSyntaxTree tree(CelValidationResult result, String text)
            throws ExpressionException, CelValidationException {
        if (result.hasError()) {
            String errors =
                    result.getErrors().stream()
                            .map(CelIssue::getMessage)
                            .map(CelEngine::words)
                            .distinct()
                            .limit(3)
                            .collect(Collectors.joining("; "));
            throw new ExpressionException(
                    "not CEL: " + errors + typeHint(errors) + hyphenHint(text));
        }
        return result.getAst();
    }

    /// What to write where CEL's checker finds two types that do not go together.
    private static String typeHint(String errors) {
        if (errors.contains("(int, double)") || errors.contains("(double, int)")) {
            return ". For a whole number and a fraction write 2.0 or double(…)";
        }
        return errors.contains("for '_?_:_'")
                ? ". For a choice of two types write dyn(…) around one"
                : "";
    }

    /// A hyphen between letters is a minus in CEL, which is seldom meant.
    private static String hyphenHint(String text) {
        return ExpressionText.firstHyphenatedName(text)
                .map(name ->
                        ". In a longer expression \"-\" is a minus: write [\""
                                + name
                                + "\"] for a name with hyphens")
                .orElse("");
    }

    private static CelCompiler compiler() {
        CelCompilerBuilder builder =
                CelCompilerFactory.standardCelCompilerBuilder()
                        .setOptions(OPTIONS)
                        .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                        .addLibraries(CelExtensions.optional())
                        .addFunctionDeclarations(CelTree.declarationOfOwn());
        Vocabulary.ROOTS.forEach(root -> builder.addVar(root, SimpleType.DYN));
        return builder.build();
    }
}
