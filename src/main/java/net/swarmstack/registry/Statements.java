package net.swarmstack.registry;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A connection with its prepared statements, which are kept. For one thread at a time.
final class Statements implements AutoCloseable {

    private final Connection connection;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();

    Statements(Connection connection) {
        this.connection = connection;
    }

    /// Runs a statement that changes rows.
    ///
    /// @param values by position; null is SQL's null
    /// @return how many rows it changed
    int update(String sql, @Nullable Object... values) throws SQLException {
        try {
            return bound(sql, values).executeUpdate();
        } catch (SQLException e) {
            forget(sql); // the driver closes a statement that failed
            throw e;
        }
    }

    /// Runs a query, and gives its rows to the reader before it returns.
    <T> T query(String sql, RowReader<T> reader, @Nullable Object... values) throws SQLException {
        try (ResultSet rows = bound(sql, values).executeQuery()) {
            return reader.read(rows);
        } catch (SQLException e) {
            forget(sql);
            throw e;
        }
    }

    /// Runs a query, and gives what the reader makes of each row.
    ///
    /// @param row reads the row that the cursor stands on
    <T> List<T> list(String sql, RowReader<T> row, @Nullable Object... values) throws SQLException {
        return query(
                sql,
                rows -> {
                    var list = new ArrayList<T>();
                    while (rows.next()) {
                        list.add(row.read(rows));
                    }
                    return list;
                },
                values);
    }

    private PreparedStatement bound(String sql, @Nullable Object... values) throws SQLException {
        PreparedStatement statement = prepared.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            prepared.put(sql, statement);
        }
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }

    private void forget(String sql) throws SQLException {
        PreparedStatement statement = prepared.remove(sql);
        if (statement != null) {
            statement.close();
        }
    }

    /// Runs a script of several statements.
    void script(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    @Override
    public void close() {
        try {
            for (PreparedStatement statement : prepared.values()) {
                statement.close();
            }
            connection.close();
        } catch (SQLException e) {
            throw SqlFailure.of("close the registry", e);
        }
    }

    /// Makes something of the rows of a query, or of one of them.
    @FunctionalInterface
    interface RowReader<T> {
        T read(ResultSet rows) throws SQLException;
    }
}
