package net.swarmstack.cli;

import java.util.OptionalInt;

/// What people see of one thing: lines of a key and a value, and tables below them.
final class Sheet {

    private final StringBuilder text = new StringBuilder();
    private final OptionalInt columns;

    /// @param columns of the terminal, where it is one
    Sheet(OptionalInt columns) {
        this.columns = columns;
    }

    /// Adds a line, unless the value is empty.
    Sheet line(String key, String value) {
        return value.isEmpty() ? this : visible(key, Text.visible(value));
    }

    /// Adds a line with a status.
    Sheet status(String status, Paint paint) {
        return visible("status", paint.status(Text.visible(status)));
    }

    private Sheet visible(String key, String value) {
        text.append(key)
                .append(" ".repeat(Math.max(1, 14 - key.length())))
                .append(value)
                .append('\n');
        return this;
    }

    /// Adds a table after an empty line.
    Sheet table(Table table) {
        text.append('\n').append(table.render(columns));
        return this;
    }

    /// Adds a JSON document under a heading, after an empty line, unless it is empty.
    Sheet section(String heading, String json) {
        if (!json.isEmpty()) {
            text.append('\n')
                    .append(heading)
                    .append('\n')
                    .append(Text.visibleJson(json))
                    .append('\n');
        }
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
