package net.swarmstack.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/// Rows under headings, in columns. What does not fit a terminal's width is cut, in the widest
/// columns first, at last at the end of the lines; elsewhere nothing is.
final class Table {

    private static final String GAP = "  ";
    private static final int NARROWEST = 8;

    private final List<List<String>> rows = new ArrayList<>();
    private int statusColumn = -1;
    private Paint paint = new Paint(false);

    Table(String... headings) {
        rows.add(List.of(headings));
    }

    /// Adds a row of as many cells as there are headings.
    void add(String... cells) {
        rows.add(Arrays.stream(cells).map(Text::visible).toList());
    }

    /// Colours the statuses in a column.
    Table paint(int column, Paint with) {
        statusColumn = column;
        paint = with;
        return this;
    }

    /// The lines, each with its end.
    String render(OptionalInt columns) {
        int[] widths = widths();
        columns.ifPresent(available -> shrink(widths, available));
        var lines = new StringBuilder();
        for (List<String> row : rows) {
            lines.append(line(row, widths, columns.orElse(Integer.MAX_VALUE)).stripTrailing())
                    .append('\n');
        }
        return lines.toString();
    }

    private int[] widths() {
        return IntStream.range(0, rows.getFirst().size())
                .map(c -> rows.stream().mapToInt(row -> Text.width(row.get(c))).max().orElse(0))
                .toArray();
    }

    private static void shrink(int[] widths, int available) {
        int over = Arrays.stream(widths).sum() + GAP.length() * (widths.length - 1) - available;
        for (; over > 0; over--) {
            int widest = 0;
            for (int c = 1; c < widths.length; c++) {
                widest = widths[c] >= widths[widest] ? c : widest;
            }
            if (widths[widest] <= NARROWEST) {
                return;
            }
            widths[widest]--;
        }
    }

    private String line(List<String> row, int[] widths, int available) {
        var line = new StringBuilder();
        int left = available;
        for (int c = 0; c < widths.length && left > 0; c++) {
            int width = Math.min(widths[c], left);
            String cell = Text.fit(row.get(c), width);
            line.append(c == statusColumn ? paint.status(row.get(c), cell) : cell);
            line.append(" ".repeat(width - Text.width(cell)));
            left -= width + GAP.length();
            line.append(left > 0 ? GAP : "");
        }
        return line.toString();
    }
}
