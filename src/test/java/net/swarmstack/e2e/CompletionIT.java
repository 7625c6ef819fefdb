package net.swarmstack.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

/// What real shells complete.
final class CompletionIT {

    @TempDir private static Path folder;
    private static Program swarm;

    @BeforeAll
    static void runOnce() throws Exception {
        swarm = new Program(folder);
        swarm.out("run", "echo-chain", "{\"message\":\"hi\"}");
        Path program =
                swarm.write("bin/swarm", "#!/bin/sh\nexec " + swarm.commandLine() + " \"$@\"\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (String shell : List.of("bash", "zsh")) {
            Files.writeString(folder.resolve("script." + shell), swarm.out("completion", shell));
        }
        swarm.write("somefile.yaml", "");
    }

    @ParameterizedTest
    @CsvSource({
        "'swarm comp', completion",
        "'swarm workflow val', validate",
        "'swarm agent list --ou', --output",
        "'swarm agent list -o y', yaml",
        "'swarm runs logs -o ', 'table json'",
        "'swarm agent info e', echo",
        "'swarm agent info echo@1', 1.0.0",
        "'swarm run ech', echo-chain",
        "'swarm run echo-chain --input-file some', somefile.yaml",
        "'swarm workflow validate some', somefile.yaml",
        "'swarm completion b', bash",
        "'swarm --debug agent info e', echo",
        "'swarm --root /nowhere agent info e', ''",
        "'swarm agent nonsense ', ''"
    })
    void bashCompletes(String line, String expected) throws Exception {
        String replies =
                bash("COMP_LINE=$1 COMP_POINT=${#1}; _swarm; echo \"${COMPREPLY[*]}\"", line);

        assertThat(replies).isEqualTo(expected + "\n");
    }

    @Test
    void runIsCompletedByTheIdThatTablesShow() throws Exception {
        String id = swarm.out("runs", "list", "-o", "name").strip();
        String shown = id.substring(id.length() - 8);

        String replies =
                bash(
                        "COMP_LINE=$1 COMP_POINT=${#1}; _swarm; echo \"${COMPREPLY[*]}\"",
                        "swarm runs show " + shown.substring(0, 2));

        assertThat(replies).isEqualTo(shown + "\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash --norc --noprofile", "zsh -f"})
    void tabCompletesInAnInteractiveShell(String shell) throws Exception {
        try (var terminal = Terminal.open(folder, swarm.root(), 80, 20, "exec " + shell)) {
            terminal.type("PATH=" + folder + "/bin:$PATH; PS1=\"> \"; echo rea\"\"dy\n");
            terminal.await("a shell", s -> s.contains("ready\n>"));
            terminal.type(
                    "source ./script."
                            + shell.substring(0, shell.indexOf(' '))
                            + "; echo sour\"\"ced\n");
            terminal.await("sourced", s -> s.contains("sourced\n>"));

            terminal.type("swarm workf\tinf\tech\t");

            terminal.await("completed", s -> s.contains("> swarm workflow info echo-chain"));
        }
    }

    private static String bash(String script, String line) throws Exception {
        try (var started =
                Started.start(
                        List.of(
                                "bash",
                                "--norc",
                                "-c",
                                "source script.bash; " + script,
                                "bash",
                                line),
                        Map.of("PATH", folder + "/bin:" + System.getenv("PATH")),
                        folder,
                        "")) {
            Started.Ended ended = started.end();
            assertThat(ended.err()).isEmpty();
            return ended.out();
        }
    }
}
