package net.swarmstack.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.tuple;

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
                .isEqualTo(Config.defaults(4));
    }

    @Test
    void oneProcessorHasTwoSlots() {
        assertThat(Config.defaults(1).slots()).isEqualTo(2);
    }

    @Test
    void commentsAloneMeanTheDefaults() throws IOException {
        Path file = write("# sandbox:\n\n  # slots: 9\n");

        assertThat(Config.read(file, PROCESSORS)).isEqualTo(Config.defaults(4));
    }

    @Test
    void slotsAreRead() throws IOException {
        Path file = write("sandbox:\n  slots: 7\n");

        assertThat(Config.read(file, PROCESSORS).slots()).isEqualTo(7);
    }

    @Test
    void keyWithoutAValueIsTheDefault() throws IOException {
        Path file = write("sandbox:\n  slots:\n");

        assertThat(Config.read(file, PROCESSORS).settings().getFirst().origin())
                .isEqualTo("default");
    }

    @Test
    void everySettingSaysWhereItIsWritten() throws IOException {
        Path file = write("config: {host: b}\nsandbox:\n  slots: 7\n");

        assertThat(Config.read(file, PROCESSORS).settings())
                .extracting(Setting::key, Setting::origin)
                .containsExactly(
                        tuple("sandbox.driver", "default"),
                        tuple("sandbox.minimum", "default"),
                        tuple("sandbox.slots", file + ":3:10"),
                        tuple("sandbox.warm", "default"),
                        tuple("config.host", file + ":1:16"));
    }

    @Test
    void programsOfInterpretersAreRead() throws IOException {
        Path file = write("runtimes: {node: /opt/node/bin/node}\n");

        Config config = Config.read(file, PROCESSORS);

        assertThat(config.runtimes()).containsExactly(entry("node", Path.of("/opt/node/bin/node")));
        assertThat(config.settings())
                .extracting(Setting::key, Setting::origin)
                .contains(tuple("runtimes.node", file + ":1:18"));
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
        "'runtimes: {node: bin/node}', ':1:18: \"node\" must be the absolute path of a program'",
        "'runtimes: {ruby: /usr/bin/ruby}', ':1:12: unknown key \"ruby\" in runtimes'",
        "'config: mail', ':1:9: \"config\" must be a mapping, not text'",
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
