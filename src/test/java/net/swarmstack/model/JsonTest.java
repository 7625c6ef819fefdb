package net.swarmstack.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;

final class JsonTest {

    static List<List<String>> documentsOverABound() {
        return List.of(
                List.of("[".repeat(65) + "]".repeat(65), "nested deeper than 64 levels"),
                List.of("[" + "9".repeat(65) + "]", "a number of more than 64 characters"),
                List.of(
                        "{\"" + "a".repeat(60_000) + "\":1}",
                        "a name of more than 1,024 characters"),
                List.of(
                        "[" + "1,".repeat(1 << 20) + "1]",
                        "more than a million values, names and brackets"),
                List.of("\"" + "a".repeat(Json.MAX_DOCUMENT_BYTES) + "\"", "longer than 8 MiB"));
    }

    @ParameterizedTest
    @MethodSource("documentsOverABound")
    void boundIsToldInOurWords(List<String> documentAndBound) {
        assertThatThrownBy(() -> Json.parse(documentAndBound.getFirst()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(documentAndBound.getLast());
    }

    @Test
    void whatIsWithinTheBoundsIsRead() {
        String deep = "[".repeat(64) + "]".repeat(64);

        assertThat(Json.compact(Json.parse(deep))).isEqualTo(deep);
    }
}
