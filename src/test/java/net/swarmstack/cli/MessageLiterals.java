package net.swarmstack.cli;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/// The pieces of text in Java sources that people may come to read: string literals of at least
/// eight characters with a blank in them, neighbours joined where they are added up. What an
/// `IllegalStateException` says is none: it tells of a mistake in the program.
final class MessageLiterals extends TreeScanner<Void, Void> {

    private static final int MIN_LENGTH = 8;
    private static final Pattern FORMAT = Pattern.compile("%[-,.\\d]*[sd]");

    private final CompilationUnitTree unit;
    private final SourcePositions positions;
    private final List<Piece> pieces = new ArrayList<>();

    private MessageLiterals(CompilationUnitTree unit, SourcePositions positions) {
        this.unit = unit;
        this.positions = positions;
    }

    /// A piece of text.
    ///
    /// @param place file and line
    record Piece(String place, String text) {

        /// Whether a message was made with it.
        boolean isIn(String message) {
            String form =
                    Stream.of(FORMAT.split(text, -1))
                            .map(Pattern::quote)
                            .collect(Collectors.joining(".*"));
            return Pattern.compile(form, Pattern.DOTALL).matcher(message).find();
        }

        @Override
        public String toString() {
            return place + ": \"" + text + '"';
        }
    }

    /// The pieces of some files, in order.
    static List<Piece> of(List<Path> files) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (var manager = compiler.getStandardFileManager(null, null, null)) {
            var task =
                    (JavacTask)
                            compiler.getTask(
                                    null,
                                    manager,
                                    null,
                                    null,
                                    null,
                                    manager.getJavaFileObjectsFromPaths(files));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            List<Piece> pieces = new ArrayList<>();
            for (CompilationUnitTree unit : task.parse()) {
                var scanner = new MessageLiterals(unit, positions);
                scanner.scan(unit, null);
                pieces.addAll(scanner.pieces);
            }
            return pieces;
        }
    }

    /// The sources below a folder.
    static List<Path> below(Path folder) throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(file -> file.toString().endsWith(".java")).sorted().toList();
        }
    }

    @Override
    public Void visitNewClass(NewClassTree made, Void unused) {
        return made.getIdentifier().toString().equals("IllegalStateException")
                ? null
                : super.visitNewClass(made, unused);
    }

    @Override
    public Void visitLiteral(LiteralTree literal, Void unused) {
        if (literal.getValue() instanceof String text) {
            add(text, literal);
        }
        return null;
    }

    @Override
    public Void visitBinary(BinaryTree sum, Void unused) {
        if (sum.getKind() != Tree.Kind.PLUS) {
            return super.visitBinary(sum, unused);
        }
        List<ExpressionTree> terms = new ArrayList<>();
        flatten(sum, terms);
        var joined = new StringBuilder();
        Tree first = sum;
        for (ExpressionTree term : terms) {
            if (term instanceof LiteralTree literal && literal.getValue() instanceof String text) {
                first = joined.isEmpty() ? literal : first;
                joined.append(text);
            } else {
                add(joined.toString(), first);
                joined.setLength(0);
                scan(term, unused);
            }
        }
        add(joined.toString(), first);
        return null;
    }

    private static void flatten(ExpressionTree term, List<ExpressionTree> terms) {
        if (term instanceof BinaryTree sum && sum.getKind() == Tree.Kind.PLUS) {
            flatten(sum.getLeftOperand(), terms);
            flatten(sum.getRightOperand(), terms);
        } else if (term instanceof ParenthesizedTree inner) {
            terms.add(inner.getExpression());
        } else {
            terms.add(term);
        }
    }

    private void add(String text, Tree tree) {
        if (text.length() >= MIN_LENGTH && text.strip().contains(" ")) {
            pieces.add(new Piece(place(tree), text));
        }
    }

    private String place(Tree tree) {
        Path file = Path.of(unit.getSourceFile().getName()).getFileName();
        long position = positions.getStartPosition(unit, tree);
        return file + ":" + unit.getLineMap().getLineNumber(position);
    }
}
