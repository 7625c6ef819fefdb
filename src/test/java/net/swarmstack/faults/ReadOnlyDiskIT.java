package net.swarmstack.faults;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.e2e.Program;
import net.swarmstack.e2e.Program.Result;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A root on a file system that can only be read.
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ReadOnlyDiskIT {

    private static final String FLOW = "steps: [{id: only, agent: actor, inputs: {acts: ok}}]\n";

    @TempDir private static Path folder;
    private static SmallDisk disk;
    private static Program program;
    private static Path backup;

    @BeforeAll
    static void mount() throws IOException {
        FaultRoot template = FaultRoot.makeFor(folder.resolve("template"), Map.of("flow", FLOW));
        var root = new FaultRoot(Files.createDirectory(folder.resolve("disk")));
        Path mount = Files.createDirectory(root.root().folder());
        disk = SmallDisk.mount(mount, template.root().folder(), 16);
        program = new Program(root.folder(), disk.prefix());
        program.out("run", "flow");
        backup = folder.resolve("backup.db");
        program.out("backup", backup.toString());
        disk.makeReadOnly();
    }

    @AfterAll
    static void unmount() {
        disk.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run flow",
                "worker",
                "runs prune --older-than 1s --yes",
                "agent create another",
                "workflow disable flow",
                "runtime install node@24",
            })
    void whatWritesSaysSoAndEndsWithTheStatusOfTheDisk(String words) {
        assertRefused(program.run(words.split(" ")));
    }

    @Test
    void nothingIsRestored() {
        assertRefused(program.run("restore", backup.toString()));
    }

    @Test
    void whatReadsWorks() {
        assertThat(program.out("runs", "list")).contains("flow      succeeded");
        String run = program.out("runs", "list", "-o", "name").strip();
        assertThat(program.run("runs", "wait", run).exit()).isZero();
    }

    private static void assertRefused(Result result) {
        assertThat(result.exit()).as(result.err()).isEqualTo(74);
        assertThat(result.err()).containsAnyOf("Read-only file system", "readonly database");
    }
}
