package net.swarmstack.faults;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/// Another process that writes the registry, and keeps all others from it meanwhile.
final class ForeignLock implements AutoCloseable {

    private final Connection connection;

    private ForeignLock(Connection connection) {
        this.connection = connection;
    }

    /// Takes the lock of a database.
    static ForeignLock on(Path database) throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        try (var statement = connection.createStatement()) {
            statement.executeUpdate("BEGIN IMMEDIATE");
        }
        return new ForeignLock(connection);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
