package net.swarmstack.registry;

import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// A connection for queries, opened by the first of them; one caller at a time. A query sees what
/// was committed before it began.
final class Reader implements AutoCloseable {

    private final Database database;
    private final ReentrantLock lock = new ReentrantLock();
    private Optional<Statements> open = Optional.empty();

    Reader(Database database) {
        this.database = database;
    }

    <T> T read(Query<T> query) {
        lock.lock();
        try {
            return query.run(statements());
        } catch (SQLException e) {
            throw SqlFailure.of("read " + database.file(), e);
        } finally {
            lock.unlock();
        }
    }

    private Statements statements() throws SQLException {
        if (open.isEmpty()) {
            var statements = new Statements(database.openReader());
            try {
                Schema.check(statements, database.file());
            } catch (SQLException | RuntimeException e) {
                statements.close();
                throw e;
            }
            open = Optional.of(statements);
        }
        return open.get();
    }

    @Override
    public void close() {
        lock.lock();
        try {
            open.ifPresent(Statements::close);
            open = Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /// Reads with prepared statements.
    @FunctionalInterface
    interface Query<T> {
        T run(Statements statements) throws SQLException;
    }
}
