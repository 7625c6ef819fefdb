package net.swarmstack.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.re2j.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PatternBoundsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
                "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
                "(a|b)*c+?",
                "[]{1000}](x{10}){10}",
                "\\{1000}\\{1000}\\p{Greek}{3}",
                "a{,5}{x",
                "[[:alpha:]]{1,63}",
                "x{1000}"
            })
    void usualPatternsAreTaken(String pattern) {
        assertThatCode(() -> PatternBounds.check(pattern)).doesNotThrowAnyException();
        assertThat(Pattern.compile(pattern).programSize()).isLessThan(2000);
    }

    @ParameterizedTest
    @Timeout(20)
    @ValueSource(
            strings = {
                "((a{1000}){1000}){1000}",
                "(((((a{99}){99}){99}){99}){99})",
                "(a|b{500}){500}",
                "(?:(?:x{1000,}){1000}){1000}",
                "[a-z]{1000}[a-z]{1000}[a-z]{1000}",
                "((\\p{L}{100}){100}){100}",
                "(a{2}){2}{1000}{1000}"
            })
    void patternsThatGrowAreRefusedBeforeTheyAreCompiled(String pattern) {
        assertThatThrownBy(() -> PatternBounds.check(pattern))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @Timeout(20)
    void noPatternOfAThousandCharactersFillsTheMemory() {
        assertThatThrownBy(() -> PatternBounds.check("(".repeat(500) + "a" + "{9})".repeat(100)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PatternBounds.check("a".repeat(1001)))
                .hasMessageContaining("more than 1000 characters");
    }

    @Test
    @Timeout(20)
    void matchingTakesTimeInProportionToTheText() {
        String text = "a".repeat(200_000) + "!";

        assertThat(Pattern.compile("^(a+)+$").matcher(text).find()).isFalse();
    }
}
