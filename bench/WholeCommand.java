import java.io.File;
import java.io.IOException;
import java.util.List;

/// A command as a person starts it, timed from its start to its end.
final class WholeCommand {

    private WholeCommand() {}

    /// Milliseconds that a command takes, whose outputs go nowhere.
    static double millis(List<String> command) throws IOException, InterruptedException {
        return millis(command, new File("/dev/null"));
    }

    /// Milliseconds that a command takes which reads a file as its standard input.
    static double millis(List<String> command, File input)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        Process process =
                new ProcessBuilder(command)
                        .redirectInput(input)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        if (process.waitFor() != 0) {
            throw new IllegalStateException(command + " ended with " + process.exitValue());
        }
        return (System.nanoTime() - start) / 1e6;
    }
}
