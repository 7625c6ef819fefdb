package net.swarmstack.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// A terminal, by a tmux of its own, in which one shell line runs.
final class Terminal implements AutoCloseable {

    private final Path socket;

    private Terminal(Path socket) {
        this.socket = socket;
    }

    /// Opens one of this size and runs a line in it; the screen says `exit N` when that has ended.
    ///
    /// @param root of the launcher `swarm`, which the line finds as `$SWARM`
    static Terminal open(Path folder, Path root, int columns, int rows, String line) {
        var terminal = new Terminal(folder.resolve("tmux-" + System.nanoTime()));
        terminal.tmux(
                "-f",
                "/dev/null",
                "new-session",
                "-d",
                "-x",
                Integer.toString(columns),
                "-y",
                Integer.toString(rows),
                "-e",
                "SWARM=" + Path.of(System.getProperty("swarm.home"), "swarm"),
                "-e",
                "SWARM_JAR=" + System.getProperty("swarm.jar"),
                "-e",
                "SWARM_ROOT=" + root,
                "-e",
                "JAVA_HOME=" + System.getProperty("java.home"),
                "-e",
                "NO_COLOR=",
                "-c",
                folder.toString(),
                "trap : INT; env --default-signal=INT sh -c '"
                        + line
                        + "'; echo \"exit $?\"; exec sleep 600");
        return terminal;
    }

    /// Waits until what is seen is as said; gives it.
    List<String> await(String what, Predicate<String> condition) throws InterruptedException {
        Started.await(what, () -> condition.test(String.join("\n", lines())));
        return lines();
    }

    /// What is seen, without the empty lines at its end.
    List<String> lines() {
        return tmux("capture-pane", "-p").stripTrailing().lines().toList();
    }

    /// Presses a key, as in `C-c`.
    void press(String key) {
        tmux("send-keys", key);
    }

    /// Types a text as it is.
    void type(String text) {
        tmux("send-keys", "-l", text);
    }

    boolean showsItsCursor() {
        return tmux("display-message", "-p", "#{cursor_flag}").strip().equals("1");
    }

    private String tmux(String... arguments) {
        var words = new ArrayList<>(List.of("tmux", "-u", "-S", socket.toString()));
        words.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String said =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(said).isZero();
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        tmux("kill-server");
    }
}
