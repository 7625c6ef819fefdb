package net.swarmstack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

class CliTest {

    @TempDir private Path folder;
    private Session session;

    @BeforeEach
    void startSession() {
        session = new Session(folder.resolve("root"));
    }

    @ParameterizedTest
    @CsvSource({
        "agnt, 'unknown command \"agnt\". Did you mean \"agent\"?', swarm",
        "agent lst, 'unknown command \"lst\". Did you mean \"list\"?', swarm agent",
        "runs shwo 1234, 'unknown command \"shwo\". Did you mean \"show\"?', swarm runs",
        "agent list --rot x, 'unknown option \"--rot\". Did you mean \"--root\"?', swarm agent list",
        "agent list echo, 'unexpected argument \"echo\".', swarm agent list",
        "runs show, 'missing required parameter: ''RUN''', swarm runs show",
        "agent list -o, 'missing required parameter for option', swarm agent list",
        "agent list -o xml, '-o \"xml\" is no format: use table, json, yaml, name.', ''",
        "runs list --limit 0, '--limit \"0\": expected a number from 1 to 10000', ''"
    })
    void mistakeIsNamedWithWhereToLook(String words, String message, String command) {
        int status = session.run(words.split(" "));

        assertThat(status).isEqualTo(2);
        assertThat(session.out()).isEmpty();
        assertThat(session.err()).startsWith(message);
        if (!command.isEmpty()) {
            assertThat(session.err()).endsWith("See: " + command + " --help\n");
        }
    }

    /// Those that take words refuse wrong ones in the tests of their own.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "init",
                "doctor",
                "config show",
                "worker",
                "agent list",
                "agent templates",
                "workflow list",
                "workflow templates",
                "runs list"
            })
    void commandThatTakesNoWordsRefusesOne(String command) {
        int status = session.run((command + " word").split(" "));

        assertThat(status).isEqualTo(2);
        assertThat(session.out()).isEmpty();
        assertThat(session.err())
                .isEqualTo("unexpected argument \"word\".\nSee: swarm " + command + " --help\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void emptyRootIsRefused(String root) {
        int status = session.run("agent", "list", "--root", root);

        assertThat(status).isEqualTo(2);
        assertThat(session.err())
                .isEqualTo("--root is empty: name a folder, or leave it out for the usual one\n");
    }

    @Test
    void rootThatCanNotBeMadeSaysWhatIsInTheWay() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("/no/where"));

        assertThat(session.run("init", "--root", "/proc/x")).isEqualTo(78);
        assertThat(session.err())
                .isEqualTo(
                        "no root can be at /proc/x: no folder can be made in /proc. Name another"
                                + " with --root DIR.\n");
        assertThat(session.run("init", "--root", link.toString())).isEqualTo(78);
        assertThat(session.err()).contains(link + " is a link to /no/where, which does not exist.");
    }

    @Test
    void longArgumentIsCutInItsMessage() {
        session.run("agent", "list", "x\u001b[2J".repeat(1_000));

        assertThat(session.err().lines().findFirst().orElseThrow())
                .hasSizeLessThan(100)
                .contains("x\\u001b[2Jx")
                .endsWith("…\".");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "agent", "workflow", "runs"})
    void groupAloneShowsItsCommandsAsAMistake(String group) {
        int status = group.isEmpty() ? session.run() : session.run(group);

        assertThat(status).isEqualTo(2);
        assertThat(session.out()).isEmpty();
        assertThat(session.err()).contains("Usage: swarm").contains("Commands:");
    }

    @Test
    void everyCommandHasHelpWithAnExample() {
        for (String command : allCommands()) {
            int status = session.run((command + " --help").strip().split(" "));

            assertThat(status).as(command).isZero();
            assertThat(session.err()).isEmpty();
            assertThat(session.out())
                    .startsWith(("Usage: swarm " + command).strip())
                    .containsPattern("Examples?:\n  swarm ");
        }
    }

    @Test
    void examplesCanBeCopied() {
        session.run("agent", "run", "--help");

        assertThat(session.out())
                .contains(
                        "  swarm agent run echo '{\"message\":\"Hello World\"}'\n",
                        "  swarm agent run echo@1.0.0 --input message=Hello -o json\n");
    }

    private static List<String> allCommands() {
        var commands = new ArrayList<String>();
        commands.add("");
        for (String group : Commands.below("")) {
            commands.add(group);
            Commands.below(group).forEach(name -> commands.add(group + " " + name));
        }
        return commands;
    }

    @Test
    void versionIsShown() {
        int status = session.run("--version");

        assertThat(status).isZero();
        assertThat(session.out()).startsWith("swarm ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"agent list", "workflow list", "runs list", "runs show 1234"})
    void readingWithoutARootSaysHowToMakeOne(String words) {
        int status = session.run(words.split(" "));

        assertThat(status).isEqualTo(3);
        assertThat(session.out()).isEmpty();
        assertThat(session.err())
                .isEqualTo("no root at " + folder.resolve("root") + ": swarm init\n");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void stackTraceIsShownForDebugOnly() {
        session.run("agent", "list");
        String without = session.err();
        session.run("agent", "list", "--debug");
        String with = session.err();

        assertThat(without.lines()).hasSize(1);
        assertThat(with).contains("SwarmException").contains("    at net.swarmstack.cli.");
    }

    @Test
    void readerThatHasSeenEnoughIsNoError() {
        int status = runInto("Broken pipe");

        assertThat(status).isZero();
        assertThat(session.err()).isEmpty();
    }

    @Test
    void outputThatCanNotBeWrittenIsAnError() {
        int status = runInto("No space left on device");

        assertThat(status).isEqualTo(74);
        assertThat(session.err()).isEqualTo("can't write the output: No space left on device.\n");
    }

    private int runInto(String failure) {
        var broken =
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw new IOException(failure);
                    }
                };
        return session.runInto(broken, "--help");
    }
}
