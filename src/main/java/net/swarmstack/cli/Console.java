package net.swarmstack.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The streams of the process: data on one, everything said to people on the other. Thread-safe.
final class Console {

    private static final String ERASE_LINE = "\u001b[K";
    private static final String ERASE_BELOW = "\u001b[J";

    private final InputStream in;
    private final OutputStream out;
    private final OutputStream err;
    private final Screen screen;
    private final Screen people;
    private List<String> drawn = List.of();
    private Optional<IOException> failure = Optional.empty();

    /// @param screen what the data goes to
    /// @param people what is said to people goes to
    Console(InputStream in, OutputStream out, OutputStream err, Screen screen, Screen people) {
        this.in = in;
        this.out = new BufferedOutputStream(out, 1 << 16);
        this.err = err;
        this.screen = screen;
        this.people = people;
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

    /// What is said to people goes to.
    Screen people() {
        return people;
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

    /// Writes data as it is, to its end.
    ///
    /// @throws IOException where the data can't be read
    synchronized void copy(InputStream data) throws IOException {
        byte[] buffer = new byte[1 << 16];
        for (int count = data.read(buffer);
                count >= 0 && failure.isEmpty();
                count = data.read(buffer)) {
            try {
                out.write(buffer, 0, count);
            } catch (IOException e) {
                failure = Optional.of(e);
            }
        }
    }

    /// Says something to people, in one line: what a terminal would obey, a line end too, is shown
    /// as an escape.
    synchronized void tell(String line) {
        String said = Text.visible(line) + "\n";
        if (drawn.isEmpty()) {
            say(said);
        } else {
            say(upToDrawn() + ERASE_BELOW + said + String.join("\n", drawn) + "\n");
        }
    }

    /// Shows lines for people in place of those drawn before; what is told meanwhile stands above.
    /// The cursor stays below.
    ///
    /// @param lines none wider than the terminal, fewer than it has rows; written as they are
    synchronized void draw(List<String> lines) {
        if (!lines.equals(drawn)) {
            var frame = new StringBuilder(upToDrawn());
            lines.forEach(line -> frame.append(line).append(ERASE_LINE).append('\n'));
            say(frame.append(ERASE_BELOW).toString());
            drawn = List.copyOf(lines);
        }
    }

    /// Leaves the lines drawn last where they are.
    synchronized void keepDrawn() {
        drawn = List.of();
    }

    private String upToDrawn() {
        return drawn.isEmpty() ? "" : "\r\u001b[" + drawn.size() + "A";
    }

    private void say(String text) {
        try {
            err.write(text.getBytes(StandardCharsets.UTF_8));
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

    /// What a stream goes to.
    ///
    /// @param columns the width of the terminal, where it is one
    /// @param rows its height
    /// @param isLively whether it shows colours and movement, and the person wants them
    record Screen(OptionalInt columns, int rows, boolean isLively) {

        /// A file or a pipe.
        static final Screen NONE = new Screen(OptionalInt.empty(), 0, false);

        private static final Pattern SIZE = Pattern.compile("([0-9]{1,4}) ([0-9]{1,4})");

        /// The terminal of a size as `stty size` gives it, or none. One that doesn't say its size
        /// gives zeros.
        ///
        /// @param environment may ask for no colours (no-color.org) or say that there are none
        static Screen of(Optional<String> size, Map<String, String> environment) {
            Matcher matcher = SIZE.matcher(size.orElse(""));
            if (!matcher.matches()) {
                return NONE;
            }
            boolean isLively =
                    environment.getOrDefault("NO_COLOR", "").isEmpty()
                            && !environment.getOrDefault("TERM", "").equals("dumb");
            int rows = Integer.parseInt(matcher.group(1));
            int columns = Integer.parseInt(matcher.group(2));
            return new Screen(
                    OptionalInt.of(columns == 0 ? 80 : columns), rows == 0 ? 24 : rows, isLively);
        }

        boolean isTerminal() {
            return columns.isPresent();
        }

        Paint paint() {
            return new Paint(isTerminal() && isLively);
        }
    }
}
