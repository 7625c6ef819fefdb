package net.swarmstack.registry;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// What people are told of an error of SQLite.
final class SqlFailureTest {

    private static final String RESTORE = "Restore the registry from a backup: swarm restore FILE";

    @ParameterizedTest
    @EnumSource(names = {"SQLITE_CORRUPT", "SQLITE_CORRUPT_INDEX", "SQLITE_NOTADB"})
    void damagedFileNamesTheCommandThatRestores(SQLiteErrorCode code) {
        assertThat(failure(code))
                .hasMessage(
                        "can't read /r/registry.db: ["
                                + code.name()
                                + "]  (x). It is damaged. "
                                + RESTORE)
                .extracting(SwarmException::code)
                .isEqualTo(Code.MISCONFIGURED);
    }

    @Test
    void fullDiskLosesNothing() {
        assertThat(failure(SQLiteErrorCode.SQLITE_FULL))
                .hasMessageContaining("Nothing was written: make room, then try again.")
                .extracting(SwarmException::code)
                .isEqualTo(Code.DISK_FULL);
    }

    @ParameterizedTest
    @EnumSource(names = {"SQLITE_BUSY", "SQLITE_BUSY_SNAPSHOT", "SQLITE_PROTOCOL"})
    void lockOfAnotherProgramSaysHowLongWasWaited(SQLiteErrorCode code) {
        assertThat(failure(code))
                .hasMessageContaining(
                        "Another program has kept the database locked for 30 s: try again when it"
                                + " has ended.")
                .extracting(SwarmException::code)
                .isEqualTo(Code.BUSY);
    }

    @ParameterizedTest
    @EnumSource(names = {"SQLITE_IOERR_FSYNC", "SQLITE_IOERR_READ", "SQLITE_IOERR_WRITE"})
    void errorOfTheDiskSaysThatItCannotBeRelied(SQLiteErrorCode code) {
        assertThat(failure(code))
                .hasMessageContaining("The disk reports errors: see the system log")
                .extracting(SwarmException::code)
                .isEqualTo(Code.STORE_FAILED);
    }

    @ParameterizedTest
    @EnumSource(names = {"SQLITE_CANTOPEN", "SQLITE_PERM"})
    void fileThatMayNotBeUsedIsNotCalledDamaged(SQLiteErrorCode code) {
        assertThat(failure(code))
                .hasMessageContaining("See that you may read and write the file and its folder.")
                .hasMessageNotContaining("restore")
                .extracting(SwarmException::code)
                .isEqualTo(Code.MISCONFIGURED);
    }

    @Test
    void whatCannotBeWrittenIsTheDisksAffair() {
        assertThat(failure(SQLiteErrorCode.SQLITE_READONLY))
                .hasMessageContaining("their file system may be written.")
                .extracting(SwarmException::code)
                .isEqualTo(Code.STORE_FAILED);
    }

    private static SwarmException failure(SQLiteErrorCode code) {
        return SqlFailure.of(
                "read /r/registry.db", new SQLiteException("[" + code.name() + "]  (x)", code));
    }
}
