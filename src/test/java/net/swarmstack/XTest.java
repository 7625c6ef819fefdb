package net.swarmstack;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class XTest {
    @Test
    void one() {
        assertThat(1).isEqualTo(1);
    }
}
