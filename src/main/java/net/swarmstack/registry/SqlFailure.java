package net.swarmstack.registry;

import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;

import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

import java.sql.SQLException;

/// What an error of SQLite means for the person who sees it.
final class SqlFailure {

    private SqlFailure() {}

    /// @param action what failed, as in `open /root/registry.db`
    static SwarmException of(String action, SQLException e) {
        Code code = code(e);
        return new SwarmException(
                code, "can't " + action + ": " + e.getMessage() + ". " + remedy(code), e);
    }

    /// Extended codes keep the primary one in their lowest byte.
    private static Code code(SQLException e) {
        if (e instanceof SQLiteException sqlite
                && sqlite.getResultCode() == SQLiteErrorCode.SQLITE_IOERR_SHMSIZE) {
            return Code.DISK_FULL; // no room for the file -shm, which each who opens needs
        }
        return switch (SQLiteErrorCode.getErrorCode(e.getErrorCode() & 0xff)) {
            case SQLITE_FULL -> Code.DISK_FULL;
            case SQLITE_BUSY, SQLITE_LOCKED -> Code.BUSY;
            case SQLITE_CONSTRAINT -> Code.CONFLICT;
            case SQLITE_IOERR -> Code.STORE_FAILED;
            case SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_CANTOPEN, SQLITE_READONLY, SQLITE_PERM ->
                    Code.MISCONFIGURED;
            default -> Code.INTERNAL;
        };
    }

    private static String remedy(Code code) {
        return switch (code) {
            case DISK_FULL -> "Nothing was written: make room, then try again.";
            case BUSY -> "Another process is writing: try again when it has ended.";
            case CONFLICT -> "Another process wrote the same thing first: try again.";
            case STORE_FAILED -> "The disk reports errors: see the system log before going on.";
            case MISCONFIGURED ->
                    "See that you may write the file and its folder; where it is damaged, restore a"
                            + " backup of it, with the files -wal and -shm beside it.";
            default -> "This is a mistake of Swarm's own.";
        };
    }
}
