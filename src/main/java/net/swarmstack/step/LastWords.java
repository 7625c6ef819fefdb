package net.swarmstack.step;

import java.util.regex.Pattern;

/// What an agent said last on stderr: its last line that is not blank. Of a stack trace that ends
/// it, as Node.js and Java print for an error that nobody caught, the line above the frames, for
/// that one says what the error was.
final class LastWords {

    private static final Pattern FRAME =
            Pattern.compile("\\s+at \\S.*|\\s+\\.\\.\\. \\d+ more|Require stack:");
    private static final Pattern ITEM_OF_REQUIRE_STACK = Pattern.compile("- .*");

    /// What Node.js prints below a trace, and the properties of the error above it.
    private static final Pattern END_OF_NODE = Pattern.compile("Node\\.js v\\d+\\.\\d+\\.\\d+.*");

    private String last = "";
    private String aboveFrames = "";
    private boolean inFrames;

    void add(String line) {
        if (line.isBlank()) {
            return;
        }
        boolean isFrame =
                FRAME.matcher(line).matches()
                        || (inFrames && ITEM_OF_REQUIRE_STACK.matcher(line).matches());
        if (isFrame && !inFrames) {
            aboveFrames = last;
        }
        inFrames = isFrame;
        last = line;
    }

    /// Empty where nothing was said.
    String text() {
        boolean isTrace = inFrames || END_OF_NODE.matcher(last).matches();
        return isTrace && !aboveFrames.isEmpty() ? aboveFrames : last;
    }
}
