package net.swarmstack.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.e2e.Page.Command;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// The README and the pages of `docs/` do what they say: the commands of each run in order in one
/// shell, on a machine that never saw Swarm, in a folder that has the launchers.
final class PagesIT {

    private static final Path SWARM = Path.of(System.getProperty("swarm.home"));

    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "README.md",
                "docs/concepts.md",
                "docs/agents.md",
                "docs/workflows.md",
                "docs/operations.md"
            })
    void commandsDoWhatIsShown(String page) throws Exception {
        List<Command> commands = Page.commands(Files.readString(SWARM.resolve(page)));
        Path checkout = Files.createDirectory(folder.resolve("swarm"));
        for (String name : List.of("swarm", "bin")) {
            Files.createSymbolicLink(checkout.resolve(name), SWARM.resolve(name));
        }
        Path home = Files.createDirectory(folder.resolve("home"));
        Path script = Files.writeString(folder.resolve("script"), script(commands));
        var environment =
                Map.of(
                        // npm knows the certificates that Node.js was built with; a machine may
                        // need its own.
                        "NODE_OPTIONS", "--use-openssl-ca",
                        "HOME", home.toString(),
                        "PATH", checkout + ":" + System.getenv("PATH"),
                        "JAVA_HOME", System.getProperty("java.home"),
                        "SWARM_JAR", System.getProperty("swarm.jar"));

        try (var shell =
                Started.start(List.of("sh", script.toString()), environment, checkout, "")) {
            shell.end();
        }

        assertThat(commands).isNotEmpty();
        for (int index = 0; index < commands.size(); index++) {
            check(page, commands.get(index), index);
        }
    }

    private void check(String page, Command command, int index) throws Exception {
        String output = Files.readString(output(index, "out"));
        String what = "%s:%d: %s".formatted(page, command.line(), command.text());

        assertThat(output(index, "done"))
                .as("%s%n%s%s", what, output, Files.readString(output(index, "err")))
                .exists();
        assertThat(command.shows(output)).as("%s%nprints:%n%s", what, output).isTrue();
    }

    /// Each command with its outputs in files of its own, and one that says that it succeeded; the
    /// shell goes on with what it set, and stops at the first failure.
    private String script(List<Command> commands) {
        var script = new StringBuilder("set -e\n");
        for (int index = 0; index < commands.size(); index++) {
            script.append(
                    "exec >%s 2>%s\n%s\n: >%s\n"
                            .formatted(
                                    output(index, "out"),
                                    output(index, "err"),
                                    commands.get(index).text(),
                                    output(index, "done")));
        }
        return script.toString();
    }

    private Path output(int index, String kind) {
        return folder.resolve(index + "." + kind);
    }
}
