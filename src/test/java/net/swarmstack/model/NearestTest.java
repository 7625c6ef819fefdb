package net.swarmstack.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

final class NearestTest {

    @ParameterizedTest
    @CsvSource({
        "biuld,build",
        "buil,build",
        "builds,build",
        "bvild,build",
        "deploy,deploy",
        "ab,aa"
    })
    void wordWithATypingMistakeIsFound(String word, String meant) {
        assertThat(Nearest.of(word, List.of("test", "build", "deploy", "aa"))).contains(meant);
    }

    @ParameterizedTest
    @CsvSource({"x,build", "package,build", "bu,build"})
    void wordThatIsSomethingElseHasNoNearest(String word, String candidate) {
        assertThat(Nearest.of(word, List.of(candidate))).isEmpty();
    }

    @Test
    void wordThatDiffersInCaseAloneIsTheNearest() {
        assertThat(Nearest.of("S", List.of("d", "s"))).contains("s");
        assertThat(Nearest.of("FOO", List.of("foo"))).contains("foo");
    }

    @Test
    void ofEquallyNearWordsTheFirstInOrderIsTaken() {
        assertThat(Nearest.hint("step3", List.of("step2", "step1")))
                .isEqualTo(" Did you mean \"step1\"?");
    }

    @Test
    void longWordsAndManyCandidatesCostLittle() {
        assertThat(Nearest.of("x".repeat(1 << 20), List.of("x".repeat(1 << 20)))).isEmpty();
    }
}
