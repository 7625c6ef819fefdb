package net.swarmstack.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A page with tables whose last columns name tests, as in `` `EngineTest.runIsDurable` ``; a
/// method without a class is one of the class named before it in its cell.
final class RulesDocument {

    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern NAME = Pattern.compile("(?:([A-Z]\\w*)(?:\\.|$))?([a-z]\\w*)?");
    private static final Pattern UNESCAPED_BAR = Pattern.compile("(?<!\\\\)\\|");

    private RulesDocument() {}

    /// A test as it is named.
    ///
    /// @param method empty where a class is meant as a whole
    record TestName(String type, Optional<String> method) {}

    /// A row of a table.
    ///
    /// @param heading that it stands below
    /// @param cells the first says what is tested, each of the others by what
    record Row(String page, int line, String heading, List<String> cells) {

        /// What is in backticks at the beginning of the first cell.
        Optional<String> key() {
            Matcher code = CODE.matcher(cells.getFirst());
            return code.lookingAt() ? Optional.of(code.group(1)) : Optional.empty();
        }

        /// The tests that a cell names.
        List<TestName> tests(int cell) {
            List<TestName> tests = new ArrayList<>();
            String type = "";
            for (var code : CODE.matcher(cells.get(cell)).results().toList()) {
                Matcher name = NAME.matcher(code.group(1));
                if (!name.matches()) {
                    throw new AssertionError(this + ": no name of a test: " + code.group());
                }
                type = Optional.ofNullable(name.group(1)).orElse(type);
                tests.add(new TestName(type, Optional.ofNullable(name.group(2))));
            }
            return tests;
        }

        @Override
        public String toString() {
            return page + ":" + line + " " + cells.getFirst();
        }
    }

    /// The rows of all tables of a page, without those that name the columns.
    static List<Row> rows(String page) throws IOException {
        List<Row> rows = new ArrayList<>();
        List<String> lines = Files.readAllLines(Path.of(page));
        String heading = "";
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.startsWith("## ")) {
                heading = line.substring(3);
            } else if (line.startsWith("|---")) {
                rows.removeLast();
            } else if (line.startsWith("|")) {
                rows.add(new Row(page, i + 1, heading, cells(line)));
            }
        }
        return rows;
    }

    private static List<String> cells(String line) {
        return UNESCAPED_BAR
                .splitAsStream(line.substring(1))
                .map(cell -> cell.replace("\\|", "|").strip())
                .filter(cell -> !cell.isEmpty())
                .toList();
    }
}
