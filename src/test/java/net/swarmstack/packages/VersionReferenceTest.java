package net.swarmstack.packages;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Optional;

final class VersionReferenceTest {

    private static final List<String> VERSIONS =
            List.of("1.2.0", "1.10.0", "1.9.9", "2.0.0-rc.1", "0.1.0", "1.2.0-rc.1", "1.2.0-rc.2");

    @ParameterizedTest
    @CsvSource({
        "a, 1.10.0",
        "a@1.2.0, 1.2.0",
        "a@^1.2, 1.10.0",
        "a@~1.2.0, 1.2.0",
        "a@1, 1.10.0",
        "a@1.9.x, 1.9.9",
        "a@*, 1.10.0",
        "a@>=1.2.0 <1.10.0, 1.9.9",
        "a@0.1.0 || ^5, 0.1.0",
        "a@0.1.0 - 1.3.0, 1.2.0",
        "a@2.0.0-rc.1, 2.0.0-rc.1",
        "a@^1.2.0-rc.1, 1.10.0",
    })
    void aReferenceMeansTheHighestMatch(String reference, String version) {
        assertThat(choose(reference)).contains(version);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a@^2", "a@>=2.0.0", "a@3.0.0", "a@2.0.0-rc.2"})
    void aPreReleaseIsNeverMeantByDefault(String reference) {
        assertThat(choose(reference)).isEmpty();
    }

    @Test
    void aPreReleaseIsMeantByARangeOfTheSameThreeNumbers() {
        assertThat(
                        VersionReference.parse("a@^1.2.0-rc.1")
                                .orElseThrow()
                                .choose(List.of("1.2.0-rc.1", "1.2.0-rc.2", "1.3.0-rc.1")))
                .contains("1.2.0-rc.2");
    }

    @Test
    void onlyPreReleasesAreNoRelease() {
        assertThat(VersionReference.parse("a").orElseThrow().choose(List.of("1.0.0-rc.1")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "@1.0.0",
                "a@",
                "a@latest",
                "a@foo bar",
                "a@v1.2.3",
                "a@1.2.3 ",
                "a@99999999999.0.0",
                "a@1.2.3.4",
                "a@b@1.0.0",
            })
    void whatIsNoReferenceIsRefused(String text) {
        assertThat(VersionReference.parse(text)).isEmpty();
    }

    @Test
    void aVeryLongRangeIsRefused() {
        assertThat(VersionReference.parse("a@1.0.0" + " || 1.0.0".repeat(100))).isEmpty();
    }

    private static Optional<String> choose(String reference) {
        return VersionReference.parse(reference).orElseThrow().choose(VERSIONS);
    }
}
