package net.swarmstack.registry;

import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;

import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteOpenMode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/// Opens connections to the SQLite file. Nothing else in the process opens that file: closing any
/// other descriptor of it would drop SQLite's locks.
final class Database {

    /// How long a statement waits for another process.
    static final Duration BUSY_TIMEOUT = Duration.ofSeconds(30);

    private final Path file;

    Database(Path file) {
        this.file = file.toAbsolutePath().normalize();
    }

    Path file() {
        return file;
    }

    /// A file that SQLite or Swarm keeps beside a database.
    ///
    /// @param suffix what its name has behind that of the database
    static Path beside(Path database, String suffix) {
        return database.resolveSibling(database.getFileName() + suffix);
    }

    /// A connection that reads and changes nothing.
    Connection openReader() {
        var config = new SQLiteConfig();
        config.setReadOnly(true);
        return connect(config);
    }

    /// A connection that writes; its user begins and commits every transaction.
    Connection openWriter() {
        var config = new SQLiteConfig();
        config.resetOpenMode(SQLiteOpenMode.CREATE);
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        return connect(durably(config));
    }

    /// As [#openWriter()], and makes the file where there is none. What it commits is in that file
    /// alone: of a log beside it, an error of the disk could leave a part that closing passes over.
    Connection create() {
        return connect(durably(new SQLiteConfig()));
    }

    private static SQLiteConfig durably(SQLiteConfig config) {
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.enforceForeignKeys(true);
        return config;
    }

    /// As [#openWriter()], but leaves the file in the form it has, whatever is in it.
    Connection openAsItIs() {
        var config = new SQLiteConfig();
        config.resetOpenMode(SQLiteOpenMode.CREATE);
        return connect(durably(config));
    }

    /// Gives the file the form that a registry has, where it has another.
    static void useLog(Statements statements) throws SQLException {
        statements.query("PRAGMA journal_mode = WAL", ResultSet::next);
    }

    /// An empty database that is nowhere but in memory.
    static Connection inMemory() throws SQLException {
        return connect(":memory:", new SQLiteConfig());
    }

    private Connection connect(SQLiteConfig config) {
        Optional<Object> before = identity();
        config.setBusyTimeout(Math.toIntExact(BUSY_TIMEOUT.toMillis()));
        try {
            Connection connection = connect(file.toUri().toString(), config);
            try {
                hold(connection, before);
            } catch (SQLException | RuntimeException e) {
                connection.close();
                throw e;
            }
            return connection;
        } catch (SQLException e) {
            throw SqlFailure.of("open " + file, e);
        }
    }

    private static Connection connect(String place, SQLiteConfig config) throws SQLException {
        Connection connection = config.createConnection("jdbc:sqlite:" + place);
        // Else the driver tries a BEGIN and a COMMIT of its own after each statement.
        connection.unwrap(SQLiteConnection.class).getConnectionConfig().setAutoCommit(false);
        return connection;
    }

    /// Takes the lock that a connection keeps until it is closed, and sees to it that the file is
    /// still the one. Restoring puts another in its place, but never in that of one that is locked.
    private void hold(Connection connection, Optional<Object> before) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("PRAGMA schema_version");
        }
        if (before.isPresent() && !before.equals(identity())) {
            throw new SwarmException(
                    Code.BUSY, file + ": another process has just replaced it. Try again.");
        }
    }

    /// Sees, each time, whether the file that is open since this call still stands there: else what
    /// is written to it is in no registry that anybody finds.
    ///
    /// @throws SwarmException then, `STORE_FAILED`
    Runnable presence() {
        Optional<Object> opened = identity();
        return () -> {
            if (!opened.equals(identity())) {
                throw new SwarmException(
                        Code.STORE_FAILED,
                        file
                                + " was deleted or replaced while this process had it open: what it"
                                + " wrote last is not in the registry, and it writes nothing more."
                                + " Put back the file that was there, or restore a backup: swarm"
                                + " restore FILE");
            }
        };
    }

    /// Which file stands there now; empty where none does.
    private Optional<Object> identity() {
        try {
            return Optional.ofNullable(
                    Files.readAttributes(file, BasicFileAttributes.class).fileKey());
        } catch (IOException e) {
            return Optional.empty(); // SQLite says why it can't open it
        }
    }
}
