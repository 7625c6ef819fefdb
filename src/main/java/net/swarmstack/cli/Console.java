package net.swarmstack.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;

/// The streams of the process: data on one, everything said to people on the other. Thread-safe.
final class Console {

    private final InputStream in;
    private final OutputStream out;
    private final OutputStream err;
    private final Screen screen;
    private Optional<IOException> failure = Optional.empty();

    Console(InputStream in, OutputStream out, OutputStream err, Screen screen) {
        this.in = in;
        this.out = new BufferedOutputStream(out, 1 << 16);
        this.err = err;
        this.screen = screen;
    }

    /// What is read with `-`.
    InputStream in() {
        return in;
    }

    /// Whether a person can answer a question.
    boolean canAsk() {
        return in instanceof TerminalInput;
    }

    /// The first line of what a person answers; empty where nobody does.
    String answer() {
        return in instanceof TerminalInput terminal ? terminal.line() : "";
    }

    /// What the data goes to.
    Screen screen() {
        return screen;
    }

    /// Writes data. Where that fails, nothing more is written, and [#flush()] tells.
    synchronized void print(String data) {
        if (failure.isPresent()) {
            return;
        }
        try {
            out.write(data.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            failure = Optional.of(e);
        }
    }

    /// Says something to people, in one line: what a terminal would obey, a line end too, is shown
    /// as an escape.
    synchronized void tell(String line) {
        try {
            err.write((Text.visible(line) + "\n").getBytes(StandardCharsets.UTF_8));
            err.flush();
        } catch (IOException e) {
            // Nobody listens any more, and there is no other place to say so.
        }
    }

    /// Says something that has lines of its own.
    synchronized void tellLines(String message) {
        message.lines().forEach(this::tell);
    }

    /// Writes what is still buffered; gives the first failure since the start.
    synchronized Optional<IOException> flush() {
        if (failure.isEmpty()) {
            try {
                out.flush();
            } catch (IOException e) {
                failure = Optional.of(e);
            }
        }
        return failure;
    }

    /// Whether writing more data is useless.
    synchronized boolean isBroken() {
        return failure.isPresent();
    }

    /// What the data goes to.
    ///
    /// @param columns the width of the terminal, where it is one
    record Screen(OptionalInt columns) {

        /// A file or a pipe.
        static final Screen NONE = new Screen(OptionalInt.empty());

        boolean isTerminal() {
            return columns.isPresent();
        }
    }
}
