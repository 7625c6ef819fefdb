package net.swarmstack.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The simulator finds every mistake that is known to be easily made.
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class PlantedBugsTest {

    @TempDir(factory = MemoryFolder.class)
    private Path folder;

    static List<String> bugs() throws IOException {
        return PlantedBug.names();
    }

    @ParameterizedTest
    @MethodSource("bugs")
    void bugIsFound(String name) throws Exception {
        String found = new PlantedBug(name).firstFailure(folder);

        assertThat(found).as("%s within %d seeds", name, FirstFailure.SEEDS).isNotEmpty();
    }
}
