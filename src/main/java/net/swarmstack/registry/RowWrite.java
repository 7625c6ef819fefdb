package net.swarmstack.registry;

import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.util.Optional;

/// A prepared change of one row: made on the thread of the caller, so that the writer only runs it.
final class RowWrite {

    private final Optional<String> required;
    private final String sql;
    private final @Nullable Object[] values;

    private RowWrite(Optional<String> required, String sql, @Nullable Object[] values) {
        this.required = required;
        this.sql = sql;
        this.values = values;
    }

    /// @param sql a constant, for it is the key of the prepared statement
    RowWrite(String sql, @Nullable Object... values) {
        this(Optional.empty(), sql, values);
    }

    /// A change that changes no row where something is not this process's.
    ///
    /// @param otherwise says so
    static RowWrite required(String otherwise, String sql, @Nullable Object... values) {
        return new RowWrite(Optional.of(otherwise), sql, values);
    }

    /// @throws SwarmException `NOT_OWNER` where the change is one that changed no row
    void run(Statements statements) throws SQLException {
        int changed = statements.update(sql, values);
        if (changed == 0 && required.isPresent()) {
            throw new SwarmException(Code.NOT_OWNER, required.get());
        }
    }
}
