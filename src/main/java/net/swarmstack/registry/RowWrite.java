package net.swarmstack.registry;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;

/// A prepared change of one row: made on the thread of the caller, so that the writer only runs it.
final class RowWrite {

    private final String sql;
    private final @Nullable Object[] values;

    /// @param sql a constant, for it is the key of the prepared statement
    RowWrite(String sql, @Nullable Object... values) {
        this.sql = sql;
        this.values = values;
    }

    void run(Statements statements) throws SQLException {
        statements.update(sql, values);
    }
}
