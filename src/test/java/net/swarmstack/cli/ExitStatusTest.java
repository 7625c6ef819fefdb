package net.swarmstack.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import net.swarmstack.model.RunStatus;
import net.swarmstack.model.SwarmException.Code;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExitStatusTest {

    @ParameterizedTest
    @CsvSource({
        "USAGE, 2",
        "INVALID_DEFINITION, 2",
        "INVALID_INPUT, 2",
        "NOT_FOUND, 3",
        "CONFLICT, 1",
        "NOT_AUTHORISED, 4",
        "BUSY, 75",
        "DISK_FULL, 74",
        "STORE_FAILED, 74",
        "TOO_NEW, 76",
        "MISCONFIGURED, 78",
        "INTERNAL, 1"
    })
    void refusalHasItsNumber(Code code, int number) {
        assertThat(ExitStatus.of(code).number()).isEqualTo(number);
    }

    @ParameterizedTest
    @CsvSource({
        "SUCCEEDED, 0",
        "FAILED, 5",
        "CANCELLED, 5",
        "TIMED_OUT, 5",
        "BUDGET_EXHAUSTED, 6",
        "WAITING, 8"
    })
    void endOfARunHasItsNumber(RunStatus status, int number) {
        assertThat(ExitStatus.of(status).number()).isEqualTo(number);
    }

    @Test
    void runThatHasNotEndedHasNoNumber() {
        assertThatIllegalArgumentException().isThrownBy(() -> ExitStatus.of(RunStatus.RUNNING));
    }
}
