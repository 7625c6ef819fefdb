package net.swarmstack.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.swarmstack.model.Json;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class ConfigTest {

    private static final int PROCESSORS = 4;

    @TempDir private Path folder;

    @Test
    void missingFileMeansTheDefaults() {
        assertThat(Config.read(folder.resolve("config.yaml"), PROCESSORS))
                .isEqualTo(new Config(4, Json.object()));
    }

    @Test
    void oneProcessorHasTwoSlots() {
        assertThat(Config.defaults(1).slots()).isEqualTo(2);
    }

    @Test
    void commentsAloneMeanTheDefaults() throws IOException {
        Path file = write("# sandbox:\n\n  # slots: 9\n");

        assertThat(Config.read(file, PROCESSORS)).isEqualTo(new Config(4, Json.object()));
    }

    @Test
    void slotsAreRead() throws IOException {
        Path file = write("sandbox:\n  slots: 7\n");

        assertThat(Config.read(file, PROCESSORS)).isEqualTo(new Config(7, Json.object()));
    }

    @Test
    void valuesForExpressionsAreRead() throws IOException {
        Path file = write("config:\n  mail: {host: localhost, port: 25}\n");

        assertThat(Config.read(file, PROCESSORS).values())
                .hasToString("{\"mail\":{\"host\":\"localhost\",\"port\":25}}");
    }

    @ParameterizedTest
    @CsvSource({
        "'sandbos: {}', ':1:1: unknown key \"sandbos\" in config.yaml. Did you mean \"sandbox\"?'",
        "'sandbox: {slot: 1}', ':1:11: unknown key \"slot\" in sandbox. Did you mean \"slots\"?'",
        "'sandbox: {slots: 0}', ':1:18: '",
        "'sandbox: {slots: many}', ':1:18: '",
        "'[]', ':1:1: '"
    })
    void mistakeIsRefusedWithItsPlace(String text, String problem) throws IOException {
        Path file = write(text);

        assertThatThrownBy(() -> Config.read(file, PROCESSORS))
                .isInstanceOf(SwarmException.class)
                .hasMessageStartingWith(file + problem)
                .extracting(e -> ((SwarmException) e).code())
                .isEqualTo(Code.INVALID_DEFINITION);
    }

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("config.yaml"), text);
    }
}
