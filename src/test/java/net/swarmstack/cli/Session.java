package net.swarmstack.cli;

import net.swarmstack.cli.Console.Screen;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/// Command lines carried out within the test, on a root of their own.
final class Session {

    private final Path root;
    private final Screen screen;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private byte[] stdin = new byte[0];
    private boolean isTyped;

    Session(Path root) {
        this(root, Screen.NONE);
    }

    Session(Path root, Screen screen) {
        this.root = root;
        this.screen = screen;
    }

    /// What the next commands read with `-`.
    Session stdin(byte[] bytes) {
        stdin = bytes.clone();
        return this;
    }

    /// What a person at a terminal answers the next commands.
    Session typing(String answer) {
        isTyped = true;
        return stdin(answer.getBytes(StandardCharsets.UTF_8));
    }

    /// Carries out a command line, after forgetting what the last one wrote; gives its exit status.
    int run(String... arguments) {
        out.reset();
        return runInto(out, arguments);
    }

    /// As [#run], with another place for the data.
    int runInto(OutputStream data, String... arguments) {
        err.reset();
        Map<String, String> environment =
                Map.of("SWARM_ROOT", root.toString(), "PATH", System.getenv("PATH"));
        return new Cli(console(data), environment).run(arguments);
    }

    /// A console that says to this session what is for people.
    Console console(OutputStream data) {
        InputStream in = new ByteArrayInputStream(stdin);
        return new Console(isTyped ? new TerminalInput(in) : in, data, err, screen, Screen.NONE);
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
