package net.swarmstack.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.e2e.Program.Result;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// `swarm agent pack`, and what registers its file.
class PackIT {

    @TempDir private Path folder;
    private Program swarm;
    private Path agent;

    @BeforeEach
    void writeAgent() {
        swarm = new Program(folder);
        swarm.write("greet/main.sh", "cat lib/said.json");
        swarm.write("greet/data/said.json", "{\"said\":\"hello\"}");
        swarm.write("greet/notes.txt", "mine");
        swarm.write("greet/.swarmignore", "notes.txt\n");
        agent =
                swarm.write(
                                "greet/agent.yaml",
                                """
                                name: greet
                                version: 1.0.0
                                runtime: {type: shell, entry: main.sh}
                                outputs: [{name: said, type: string}]
                                """)
                        .getParent();
    }

    @Test
    void packedAgentIsRegisteredAndRunsElsewhere() throws IOException {
        Files.createSymbolicLink(agent.resolve("lib"), Path.of("data"));
        swarm.write("greet/main.sh", "cat \"$(dirname \"$0\")/lib/said.json\"");
        Path file = folder.resolve("greet.tar.gz");
        swarm.out("agent", "pack", agent.toString(), "--file", file.toString());
        var elsewhere = new Program(Files.createDirectory(folder.resolve("elsewhere")));
        Path workflow =
                elsewhere.write(
                        "flow.yaml",
                        "name: flow\nversion: 1.0.0\nsteps: [{id: a, agent: greet}]\n");

        String registered = elsewhere.out("agent", "register", file.toString());
        elsewhere.out("workflow", "register", workflow.toString());

        assertThat(registered).isEqualTo("agent greet@1.0.0 created\n");
        assertThat(elsewhere.out("run", "flow")).isEqualTo("{\"said\":\"hello\"}\n");
    }

    @Test
    void folderAndItsFileAreTheSamePackage() {
        Path file = folder.resolve("greet.tar.gz");
        swarm.out("agent", "register", agent.toString());
        swarm.out("agent", "pack", agent.toString(), "--file", file.toString());

        String again = swarm.out("agent", "register", file.toString());

        assertThat(again).isEqualTo("agent greet@1.0.0 unchanged\n");
    }

    @Test
    void fileThatIsThereIsWrittenAnewOnlyWhenAsked() throws IOException {
        Path file = swarm.write("greet.tar.gz", "mine");

        Result refused = swarm.run("agent", "pack", agent.toString(), "--file", file.toString());

        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).isEqualTo(file + " is there. Use --force to write it anew.\n");
        assertThat(file).hasContent("mine");
        swarm.out("agent", "pack", agent.toString(), "--file", file.toString(), "--force");
        assertThat(Files.size(file)).isGreaterThan(100);
    }

    @Test
    void agentWithMistakesIsNotPacked() throws IOException {
        swarm.write("greet/agent.yaml", "name: greet\nversion: 1.0.0\nruntime: {type: shel}\n");
        Path file = folder.resolve("greet.tar.gz");

        Result refused = swarm.run("agent", "pack", agent.toString(), "--file", file.toString());

        assertThat(refused.exit()).isEqualTo(2);
        assertThat(refused.err()).contains("agent.yaml:3:17: \"shel\"");
        assertThat(file).doesNotExist();
    }

    @Test
    void archiveThatIsNoneIsRefusedAndLeavesNothingBehind() throws IOException {
        swarm.out("init");
        Path file = swarm.write("greet.tar.gz", "hello");

        Result refused = swarm.run("agent", "register", file.toString());

        assertThat(refused.exit()).isEqualTo(2);
        assertThat(refused.err()).isEqualTo(file + ": is no .tar.gz: Not in GZIP format\n");
        try (var stored = Files.list(swarm.root().resolve("swarm-agents/.registry"))) {
            assertThat(stored).noneMatch(path -> path.getFileName().toString().startsWith("."));
        }
    }

    @Test
    void mistakesInAnArchiveAreToldWithTheirPlace() throws Exception {
        swarm.write("greet/agent.yaml", "name: greet\nversion: 1.0.0\nruntime: {type: shel}\n");
        Path file = folder.resolve("greet.tar.gz");
        var tar = new ProcessBuilder("tar", "czf", file.toString(), "-C", agent.toString(), ".");
        assertThat(tar.start().waitFor()).isZero();

        Result refused = swarm.run("agent", "register", file.toString());

        assertThat(refused.exit()).isEqualTo(2);
        assertThat(refused.err()).contains(file + ":agent.yaml:3:17: \"shel\"");
    }

    @Test
    void patternsMeanWhatGitMeans() throws Exception {
        swarm.write("greet/build/x.o", "x");
        swarm.write("greet/build/keep.txt", "x");
        swarm.write("greet/.swarmignore", "notes.txt\nbuild/*\n!build/keep.txt\n");
        Path file = folder.resolve("greet.tar.gz");

        swarm.out("agent", "pack", agent.toString(), "--file", file.toString());

        assertThat(listed(file))
                .contains("build/keep.txt")
                .doesNotContain("build/x.o", "notes.txt");
    }

    @Test
    void linesThatAreNoPatternAreToldWithTheirPlace() {
        Path patterns = swarm.write("greet/.swarmignore", "*.log\n[\n");

        Result refused = swarm.run("agent", "register", agent.toString());

        assertThat(refused.exit()).isEqualTo(2);
        assertThat(refused.err()).startsWith(patterns + ":2:1: \"[\" is no pattern");
    }

    @Test
    void packIsWrittenHereButNotIntoThePackage() {
        String here = swarm.out("agent", "pack", "greet");
        Result inside = swarm.run("agent", "pack", "greet", "--file", "greet/greet.tar.gz");

        assertThat(here).isEqualTo("greet-1.0.0.tar.gz\n");
        assertThat(folder.resolve("greet-1.0.0.tar.gz")).isRegularFile();
        assertThat(inside.exit()).isEqualTo(2);
        assertThat(inside.err()).contains("would stand in the package itself");
        assertThat(agent.resolve("greet.tar.gz")).doesNotExist();
    }

    private static List<String> listed(Path file) throws Exception {
        Process tar = new ProcessBuilder("tar", "tzf", file.toString()).start();
        List<String> names = tar.inputReader().lines().toList();
        assertThat(tar.waitFor()).isZero();
        return names;
    }
}
