package net.swarmstack.step;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

final class LineSplitterTest {

    private final List<String> lines = new ArrayList<>();
    private final LineSplitter splitter = new LineSplitter((_, line) -> lines.add(line));

    private void add(String text) {
        splitter.add(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), Instant.EPOCH);
    }

    @Test
    void linesAreToldWithoutTheirEnds() {
        add("one\ntwo\r\n\nthree");
        splitter.end();

        assertThat(lines).containsExactly("one", "two", "", "three");
    }

    @Test
    void lineMayArriveInPieces() {
        byte[] bytes = "ünïcode\n".getBytes(StandardCharsets.UTF_8);

        for (byte b : bytes) {
            splitter.add(ByteBuffer.wrap(new byte[] {b}), Instant.EPOCH);
        }

        assertThat(lines).containsExactly("ünïcode");
    }

    @Test
    void longLineIsCutBetweenCharacters() {
        String start = "x".repeat(LineSplitter.MAX_LINE_BYTES - 2);

        add(start + "🐝y\n");

        assertThat(lines).containsExactly(start, "🐝y");
    }

    @Test
    void longLineOfOneByteCharactersIsCutAtTheLimit() {
        add("x".repeat(LineSplitter.MAX_LINE_BYTES + 1));
        splitter.end();

        assertThat(lines).containsExactly("x".repeat(LineSplitter.MAX_LINE_BYTES), "x");
    }

    @Test
    void whatIsNoUtf8IsReplaced() {
        splitter.add(ByteBuffer.wrap(new byte[] {'a', (byte) 0xff, 'b', '\n'}), Instant.EPOCH);

        assertThat(lines).containsExactly("a\ufffdb");
    }
}
