package net.swarmstack.cli;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// Standard input that a person types into.
final class TerminalInput extends FilterInputStream {

    private static final int LONGEST_LINE = 1000;

    TerminalInput(InputStream in) {
        super(in);
    }

    /// Standard input as what it is: a terminal, or the stream itself.
    static InputStream of(InputStream standardInput) {
        try {
            Path what = Files.readSymbolicLink(Path.of("/proc/self/fd/0"));
            return what.startsWith("/dev/pts") || what.toString().matches("/dev/(tty|console).*")
                    ? new TerminalInput(standardInput)
                    : standardInput;
        } catch (IOException e) {
            return standardInput; // it is closed
        }
    }

    /// What is typed up to the next line end, without white space around it.
    String line() {
        var line = new StringBuilder();
        try {
            for (int c = read(); c >= 0 && c != '\n' && line.length() < LONGEST_LINE; c = read()) {
                line.append((char) c);
            }
        } catch (IOException e) {
            return ""; // nobody can answer
        }
        return line.toString().strip();
    }
}
