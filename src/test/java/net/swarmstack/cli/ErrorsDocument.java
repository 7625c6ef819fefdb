package net.swarmstack.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// `docs/errors.md`: blocks of YAML, named after the kind of file they are, and tables of two
/// columns. Where a block has a `…`, the examples of the tables after it stand in its place; a
/// block without one is a file that the examples need.
final class ErrorsDocument {

    private static final Path PAGE = Path.of("docs/errors.md");
    private static final Pattern ROW =
            Pattern.compile("\\| (.+) \\| `(.+)` \\|", Pattern.UNICODE_CASE);
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern BLOCK_START = Pattern.compile("```yaml (\\S+)");
    private static final String BLOCK_END = "```";
    private static final String GAP = "…";

    private final List<Example> examples = new ArrayList<>();
    private final List<String> agents = new ArrayList<>();

    /// A row of a table.
    ///
    /// @param line of the page
    /// @param what the first column as it is written
    /// @param file `workflow.yaml` or `agent.yaml`; of the block before
    /// @param text of the file with the example in it; empty where the first column shows none
    /// @param message from the line and column on
    record Example(int line, String what, String file, String text, String message) {

        @Override
        public String toString() {
            return "docs/errors.md:" + line + " " + what;
        }
    }

    private ErrorsDocument() {}

    /// The page as it is in the checkout.
    static ErrorsDocument read() throws IOException {
        var document = new ErrorsDocument();
        document.read(Files.readAllLines(PAGE));
        return document;
    }

    List<Example> examples() {
        return List.copyOf(examples);
    }

    /// The text of each `agent.yaml` that the examples need.
    List<String> agents() {
        return List.copyOf(agents);
    }

    private void read(List<String> lines) {
        String file = "";
        String block = "";
        for (int i = 0; i < lines.size(); i++) {
            Matcher start = BLOCK_START.matcher(lines.get(i));
            Matcher row = ROW.matcher(lines.get(i).replace("\\|", "\0"));
            if (start.matches()) {
                int end = i + 1 + lines.subList(i + 1, lines.size()).indexOf(BLOCK_END);
                file = start.group(1);
                block = String.join("\n", lines.subList(i + 1, end)) + "\n";
                if (!block.contains(GAP)) {
                    agents.add(block);
                }
            } else if (row.matches()) {
                String what = row.group(1).replace('\0', '|');
                String message = row.group(2).replace('\0', '|');
                examples.add(new Example(i + 1, what, file, filled(block, what), message));
            }
        }
    }

    /// The block with the code of a cell in its gap, where there is code.
    private static String filled(String block, String cell) {
        String code =
                CODE.matcher(cell)
                        .results()
                        .map(result -> result.group(1))
                        .collect(Collectors.joining("\n"));
        boolean isCode = cell.startsWith("`");
        return isCode ? block.replace(GAP, code) : "";
    }
}
