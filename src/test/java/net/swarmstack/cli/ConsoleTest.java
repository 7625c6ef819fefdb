package net.swarmstack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.cli.Console.Screen;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

class ConsoleTest {

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Console console =
            new Console(
                    InputStream.nullInputStream(),
                    OutputStream.nullOutputStream(),
                    err,
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
}
