package net.swarmstack.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The commands of a Markdown page: what stands in its fenced `sh` blocks. Lines that begin with `$
/// ` are commands, with `> ` right below they go on, and all others are the output shown; a block
/// without `$ ` is commands alone. `sh no-test` marks a block that is not run. A block of any
/// language with the name of a file behind it, as in `yaml flow.yaml`, is that file.
final class Page {

    private static final Pattern BLOCK =
            Pattern.compile(
                    "^```([a-z]+)(?: ([\\w./-]+))?\\n(.*?)^```$",
                    Pattern.MULTILINE | Pattern.DOTALL);
    private static final String NOT_RUN = "no-test";

    private Page() {}

    /// @param line where its block begins
    /// @param shown the output that is shown; empty where none is, which stands for any
    record Command(int line, String text, List<String> shown) {

        /// Whether an output is the one shown, where `…` in a line stands for any text, and alone
        /// for any lines.
        boolean shows(String output) {
            if (shown.isEmpty()) {
                return true;
            }
            String pattern =
                    shown.stream()
                            .map(line -> line.strip().equals("…") ? "(?s:.*)" : quote(line) + "\\n")
                            .collect(Collectors.joining());
            return output.matches(pattern);
        }

        private static String quote(String line) {
            return Pattern.compile("…")
                    .splitAsStream(line + "\0")
                    .map(Pattern::quote)
                    .collect(Collectors.joining(".*"))
                    .replace("\0", "");
        }
    }

    /// The commands of a page, in order.
    static List<Command> commands(String page) {
        List<Command> commands = new ArrayList<>();
        var blocks = BLOCK.matcher(page);
        while (blocks.find()) {
            int line = (int) page.substring(0, blocks.start()).lines().count() + 1;
            Optional<String> file = Optional.ofNullable(blocks.group(2));
            if (file.isPresent() && !file.get().equals(NOT_RUN)) {
                commands.add(new Command(line, write(file.get(), blocks.group(3)), List.of()));
            } else if (blocks.group(1).equals("sh") && file.isEmpty()) {
                commands.addAll(block(line, blocks.group(3).lines().toList()));
            }
        }
        return commands;
    }

    private static String write(String file, String content) {
        return "mkdir -p \"$(dirname %1$s)\"%ncat > %1$s <<'END OF FILE'%n%2$sEND OF FILE"
                .formatted(file, content);
    }

    private static List<Command> block(int number, List<String> lines) {
        if (lines.stream().noneMatch(line -> line.startsWith("$ "))) {
            return List.of(new Command(number, String.join("\n", lines), List.of()));
        }
        List<Command> commands = new ArrayList<>();
        var text = new ArrayList<String>();
        var shown = new ArrayList<String>();
        for (String line : lines) {
            if (line.startsWith("$ ") && !text.isEmpty()) {
                commands.add(new Command(number, String.join("\n", text), List.copyOf(shown)));
                text.clear();
                shown.clear();
            }
            if (line.startsWith("$ ") || line.startsWith("> ") && shown.isEmpty()) {
                text.add(line.substring(2));
            } else {
                shown.add(line);
            }
        }
        commands.add(new Command(number, String.join("\n", text), List.copyOf(shown)));
        return commands;
    }
}
