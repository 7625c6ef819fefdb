package net.swarmstack.faults;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.e2e.Program;
import net.swarmstack.e2e.Program.Result;
import net.swarmstack.e2e.Program.Running;
import net.swarmstack.testing.Eventually;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/// The disk that the root lies on fills up.
class FullDiskIT {

    private static final String FLOW =
            """
            steps:
              - {id: first, agent: actor, inputs: {acts: %s}}
              - {id: second, agent: actor, needs: [first], inputs: {acts: heaps}}
              - {id: third, agent: actor, needs: [second], inputs: {acts: heaps}}
              - {id: last, agent: actor, needs: [third], inputs: {acts: ok}}
            """;

    private static final int MEGABYTES = 8;

    @TempDir private static Path folder;
    private static FaultRoot template;
    private SmallDisk disk;
    private Program program;
    private FaultRoot root;

    @BeforeAll
    static void makeTemplate() {
        template =
                FaultRoot.makeFor(
                        folder.resolve("template"),
                        Map.of("gate", FLOW.formatted("gate"), "keep", FLOW.formatted("keep")));
    }

    @BeforeEach
    void mount() throws IOException {
        root = new FaultRoot(Files.createDirectory(folder.resolve("disk-" + System.nanoTime())));
        Path mount = Files.createDirectory(root.root().folder());
        disk = SmallDisk.mount(mount, template.root().folder(), MEGABYTES);
        program = new Program(root.folder(), disk.prefix());
    }

    @AfterEach
    void unmount() {
        root.open();
        disk.close();
    }

    /// @param acts what the agent does: it waits, or it waits when it has left a file
    @ParameterizedTest
    @ValueSource(strings = {"gate", "keep"})
    void runGoesOnInTheSameProcessOnceThereIsRoom(String acts) throws IOException {
        long begin = System.nanoTime();
        Running run = program.start(new byte[0], "run", acts);
        Eventually.await("the agent executes", () -> root.executions().size() == 1);

        disk.fill();
        root.open();
        Eventually.await("the run waits", () -> run.err().contains(" waits for the store: "));
        String waiting = run.err();
        disk.makeRoom();
        Result result = run.await();

        assertThat(waiting)
                .contains("Nothing was written: make room, then try again.")
                .doesNotContainPattern("first +succeeded");
        assertThat(result.exit()).as(result.err()).isZero();
        assertThat(root.executions()).containsExactly("first 1", "second 1", "third 1", "last 1");
        FaultRoot after = copyOfTheDisk();
        Told.assertIsThere(after, result.err());
        judge(after);
        FaultTable.add(
                "full disk (tmpfs of %d MB) while a step executes that %s"
                        .formatted(
                                MEGABYTES, acts.equals("keep") ? "leaves a file" : "leaves none"),
                1,
                "waited, went on in the same process",
                Duration.ofNanos(System.nanoTime() - begin));
    }

    @Test
    void nothingBeginsOnAFullDisk() throws IOException {
        long begin = System.nanoTime();
        root.open();

        disk.fill();
        Result refused = program.run("run", "gate");
        disk.makeRoom();
        Result accepted = program.run("run", "gate");

        assertThat(refused.exit()).as(refused.err()).isEqualTo(74);
        assertThat(refused.err())
                .contains("Nothing was written: make room, then try again.")
                .doesNotContain("started");
        assertThat(accepted.exit()).as(accepted.err()).isZero();
        judge(copyOfTheDisk());
        FaultTable.add(
                "full disk (tmpfs of %d MB) before a run".formatted(MEGABYTES),
                1,
                "exit 74, nothing begun",
                Duration.ofNanos(System.nanoTime() - begin));
    }

    private FaultRoot copyOfTheDisk() throws IOException {
        Path copy = Files.createDirectory(root.folder().resolve("after"));
        disk.copyTo(copy.resolve("root"));
        return new FaultRoot(copy);
    }

    private static void judge(FaultRoot root) {
        var oracle = new Oracle(root);
        oracle.assertSucceeded("{\"said\":\"last\"}");
        oracle.assertWhole();
        oracle.assertNothingIsLeft();
    }
}
