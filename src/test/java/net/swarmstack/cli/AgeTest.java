package net.swarmstack.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.swarmstack.model.SwarmException.Code;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;

final class AgeTest {

    @ParameterizedTest
    @CsvSource({
        "1s, PT1S",
        "90s, PT90S",
        "30m, PT30M",
        "12h, PT12H",
        "30d, PT720H",
        "4w, PT672H",
        "999999w, PT167999832H",
    })
    void numberWithAUnitIsALengthOfTime(String text, Duration age) {
        assertThat(Age.parse("--older-than", text)).isEqualTo(age);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "30",
                "d",
                "0d",
                "-1d",
                "1.5d",
                "30 d",
                "30D",
                "30y",
                "1d12h",
                "1000000s",
                "٣d"
            })
    void whatIsNoneIsRefusedWithWhatIsMeant(String text) {
        assertThatThrownBy(() -> Age.parse("--older-than", text))
                .hasMessage(
                        "--older-than \""
                                + text
                                + "\": expected a number from 1 to 999999 and a unit, one of s, m,"
                                + " h, d and w, as in 30d")
                .extracting("code")
                .isEqualTo(Code.USAGE);
    }
}
