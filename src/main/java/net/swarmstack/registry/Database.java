package net.swarmstack.registry;

import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/// Opens connections to the SQLite file. Nothing else in the process opens that file: closing any
/// other descriptor of it would drop SQLite's locks.
final class Database {

    /// How long a write waits for another process, in milliseconds.
    private static final int BUSY_TIMEOUT_MILLIS = 30_000;

    private final Path file;

    Database(Path file) {
        this.file = file.toAbsolutePath().normalize();
    }

    Path file() {
        return file;
    }

    /// A connection that reads and changes nothing.
    Connection openReader() {
        var config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
        return connect(config);
    }

    /// A connection that writes; its user begins and commits every transaction.
    Connection openWriter() {
        var config = new SQLiteConfig();
        config.resetOpenMode(org.sqlite.SQLiteOpenMode.CREATE);
        return connectToWrite(config);
    }

    /// As [#openWriter()], and makes the file where there is none.
    Connection create() {
        return connectToWrite(new SQLiteConfig());
    }

    private Connection connectToWrite(SQLiteConfig config) {
        config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.enforceForeignKeys(true);
        return connect(config);
    }

    private Connection connect(SQLiteConfig config) {
        try {
            Connection connection = config.createConnection("jdbc:sqlite:" + file.toUri());
            // Else the driver tries a BEGIN and a COMMIT of its own after each statement.
            connection.unwrap(SQLiteConnection.class).getConnectionConfig().setAutoCommit(false);
            return connection;
        } catch (SQLException e) {
            throw SqlFailure.of("open " + file, e);
        }
    }
}
