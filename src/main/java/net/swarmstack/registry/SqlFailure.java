package net.swarmstack.registry;

import net.swarmstack.catalog.Root;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;

import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

import java.sql.SQLException;

/// What an error of SQLite means for the person who sees it.
enum SqlFailure {
    /// Nothing was written.
    FULL(Code.DISK_FULL, "Nothing was written: make room, then try again."),
    /// Another process had a lock for as long as is waited.
    LOCKED(
            Code.BUSY,
            "Another program has kept the database locked for "
                    + Database.BUSY_TIMEOUT.toSeconds()
                    + " s: try again when it has ended."),
    /// Another process was first.
    TAKEN(Code.CONFLICT, "Another process wrote the same thing first: try again."),
    /// What was written last may be there or not.
    UNRELIABLE(Code.STORE_FAILED, "The disk reports errors: see the system log before going on."),
    /// The content of the file is wrong.
    DAMAGED(Code.MISCONFIGURED, "It is damaged. " + Root.RESTORE),
    /// The file, or the file system that it is on, can't be written.
    READ_ONLY(
            Code.STORE_FAILED,
            "Nothing was written: see that the file, its folder and their file system may be"
                    + " written."),
    /// The file can't be opened as it must be.
    UNUSABLE(Code.MISCONFIGURED, "See that you may read and write the file and its folder."),
    /// Nothing else.
    MISTAKE(Code.INTERNAL, "This is a mistake of Swarm's own.");

    private final Code code;
    private final String remedy;

    SqlFailure(Code code, String remedy) {
        this.code = code;
        this.remedy = remedy;
    }

    /// @param action what failed, as in `open /root/registry.db`
    static SwarmException of(String action, SQLException e) {
        SqlFailure failure = of(e);
        return new SwarmException(
                failure.code, "can't " + action + ": " + e.getMessage() + ". " + failure.remedy, e);
    }

    /// Extended codes keep the primary one in their lowest byte.
    static SqlFailure of(SQLException e) {
        if (e instanceof SQLiteException sqlite
                && sqlite.getResultCode() == SQLiteErrorCode.SQLITE_IOERR_SHMSIZE) {
            return FULL; // no room for the file -shm, which each who opens needs
        }
        return switch (SQLiteErrorCode.getErrorCode(e.getErrorCode() & 0xff)) {
            case SQLITE_FULL -> FULL;
            case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PROTOCOL -> LOCKED;
            case SQLITE_CONSTRAINT -> TAKEN;
            case SQLITE_IOERR -> UNRELIABLE;
            case SQLITE_CORRUPT, SQLITE_NOTADB -> DAMAGED;
            case SQLITE_READONLY -> READ_ONLY;
            case SQLITE_CANTOPEN, SQLITE_PERM -> UNUSABLE;
            default -> MISTAKE;
        };
    }

    Code code() {
        return code;
    }
}
