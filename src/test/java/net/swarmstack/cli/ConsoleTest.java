package net.swarmstack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.cli.Console.Screen;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

class ConsoleTest {

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Console console =
            new Console(
                    InputStream.nullInputStream(),
                    OutputStream.nullOutputStream(),
                    err,
                    Screen.NONE,
                    Screen.NONE);

    @Test
    void whatIsToldIsOneLineThatNoTerminalObeys() {
        console.tell("a\u001b[31m\nforged");

        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("a\\u001b[31m\\nforged\n");
    }

    @Test
    void linesStayLines() {
        console.tellLines("a\r\n  b\u0007\n");

        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("a\n  b\\u0007\n");
    }

    @Test
    void linesAreDrawnOverThoseBefore() {
        console.draw(List.of("one", "two"));
        err.reset();

        console.draw(List.of("three"));

        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("\r\u001b[2Athree\u001b[K\n\u001b[J");
    }

    @Test
    void sameLinesAreNotDrawnAgain() {
        console.draw(List.of("one"));
        err.reset();

        console.draw(List.of("one"));

        assertThat(err.size()).isZero();
    }

    @Test
    void whatIsToldStandsAboveWhatIsDrawn() {
        console.draw(List.of("drawn"));
        err.reset();

        console.tell("told");

        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("\r\u001b[1A\u001b[Jtold\ndrawn\n");
    }

    @Test
    void whatIsKeptIsNotDrawnOver() {
        console.draw(List.of("kept"));
        console.keepDrawn();
        err.reset();

        console.tell("told");

        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("told\n");
    }

    @ParameterizedTest
    @CsvSource({
        "24 80, '', xterm, 80, 24, true",
        "0 0, '', xterm, 80, 24, true",
        "24 80, 1, xterm, 80, 24, false",
        "24 80, '', dumb, 80, 24, false"
    })
    void terminalIsAsLivelyAsItsEnvironmentSays(
            String size, String noColor, String term, int columns, int rows, boolean isLively) {
        var screen = Screen.of(Optional.of(size), Map.of("NO_COLOR", noColor, "TERM", term));

        assertThat(screen).isEqualTo(new Screen(OptionalInt.of(columns), rows, isLively));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "80", "x 80", "99999 1"})
    void whatIsNoSizeIsNoTerminal(String size) {
        var screen = Screen.of(Optional.of(size), Map.of());

        assertThat(screen).isEqualTo(Screen.NONE);
    }
}
