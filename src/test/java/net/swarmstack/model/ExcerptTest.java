package net.swarmstack.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.Collections;
import java.util.List;

final class ExcerptTest {

    @Test
    void longTextIsCutBetweenCharacters() {
        assertThat(Excerpt.of("😀".repeat(101))).isEqualTo("😀".repeat(100) + "…");
        assertThat(Excerpt.of("😀".repeat(100))).isEqualTo("😀".repeat(100));
    }

    @Test
    void controlCharactersBecomeBlanks() {
        assertThat(Excerpt.quote("a\nb\u001b[31m")).isEqualTo("\"a b [31m\"");
    }

    @Test
    void lineIsOneLineOfVisibleCharacters() {
        assertThat(Excerpt.line(" a\r\nb\tc\u2028d\u001b[31m\u0000\u202ee\ud800 \n"))
                .isEqualTo("a  b c d[31me");
        assertThat(Excerpt.line("\n\u0007 ")).isEmpty();
    }

    @Test
    void longLineIsCutBetweenCharacters() {
        assertThat(Excerpt.line("😀".repeat(1001))).isEqualTo("😀".repeat(1000) + "…");
        assertThat(Excerpt.line("😀".repeat(1000))).isEqualTo("😀".repeat(1000));
    }

    @Test
    void ofManyNamesTheFirstTwentyAreShown() {
        assertThat(Excerpt.names(List.of("a", "b"))).isEqualTo("a, b");
        assertThat(Excerpt.names(Collections.nCopies(21, "a")))
                .isEqualTo("a, ".repeat(20) + "… (21 in all)");
    }
}
