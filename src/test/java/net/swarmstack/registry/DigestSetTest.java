package net.swarmstack.registry;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.model.Sha256;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;

final class DigestSetTest {

    private static final Sha256 DIGEST = digest(1);

    private final DigestSet set = new DigestSet();

    @ParameterizedTest
    @ValueSource(
            strings = {"%s", "\"%s\"", "blobs/ab/cd/%s\"", "{\"a\":\"%s\"}", "%sA", "G%s", "ü%sü"})
    void digestIsFoundWhereverItStands(String text) {
        set.addAll(text.formatted(DIGEST));

        assertThat(set).accepts(DIGEST);
        assertThat(set.size()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0%s", "%sf", "", "abc", "\"%s0\""})
    void otherRowOfDigitsIsNone(String text) {
        set.addAll(text.formatted(DIGEST));

        assertThat(set.size()).isZero();
        assertThat(set).rejects(DIGEST);
    }

    @Test
    void allOfSeveralAreFound() {
        set.addAll(DIGEST + "/" + digest(2) + " " + digest(3));

        assertThat(set).accepts(DIGEST, digest(2), digest(3)).rejects(digest(4));
    }

    @Test
    void noneIsForgottenAndNoneIsKeptTwice() {
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 50_000; i++) {
                set.add(digest(i));
            }
        }

        assertThat(set.size()).isEqualTo(50_000);
        for (int i = 0; i < 50_000; i++) {
            assertThat(set.test(digest(i))).isTrue();
        }
        assertThat(set).rejects(digest(50_000), digest(-1));
    }

    private static Sha256 digest(int n) {
        return Sha256.of(ByteBuffer.allocate(4).putInt(n).array());
    }
}
