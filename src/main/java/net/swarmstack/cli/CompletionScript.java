package net.swarmstack.cli;

import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// The script by which a shell completes command lines: what this program takes as tables, and the
/// code that looks things up in them and asks the program for names.
final class CompletionScript {

    private final StringBuilder table = new StringBuilder();
    private final StringBuilder values = new StringBuilder();

    private CompletionScript() {}

    /// The script for `bash` or `zsh`.
    ///
    /// @param program with every command
    static String of(String shell, CommandSpec program) {
        var script = new CompletionScript();
        script.add("", program);
        return (shell.equals("zsh") ? "#compdef swarm\n" : "")
                + resource("completion.sh")
                + script.functions()
                + resource("completion." + shell);
    }

    private String functions() {
        return """

        # What may stand behind the commands of a route.
        _swarm_table() {
            case $route in
        %s    esac
        }

        # What may be the value of an option.
        _swarm_values() {
            case $route/$option in
        %s    esac
        }
        """
                .formatted(table, values);
    }

    private void add(String path, CommandSpec spec) {
        List<String> commands = List.copyOf(spec.subcommands().keySet());
        table.append(
                "        '%s') below='%s' flags='%s' valued='%s' arguments='%s' ;;%n"
                        .formatted(
                                path,
                                String.join(" ", commands),
                                names(spec, false),
                                names(spec, true),
                                spec.positionalParameters().stream()
                                        .map(argument -> kinds(path, argument))
                                        .collect(Collectors.joining(" "))));
        spec.options().stream().filter(CompletionScript::hasValue).forEach(o -> addValues(path, o));
        spec.subcommands()
                .forEach((name, below) -> add((path + " " + name).strip(), below.getCommandSpec()));
    }

    private static String names(CommandSpec spec, boolean withValue) {
        return spec.options().stream()
                .filter(option -> hasValue(option) == withValue)
                .flatMap(option -> Arrays.stream(option.names()))
                .collect(Collectors.joining(" "));
    }

    private static boolean hasValue(OptionSpec option) {
        return option.arity().max() > 0;
    }

    private void addValues(String path, OptionSpec option) {
        String words = candidates(option).collect(Collectors.joining(" "));
        String kind =
                Stream.of("FILE", "DIR", "PATH").anyMatch(option.paramLabel()::contains)
                        ? "/"
                        : words;
        if (!kind.isEmpty()) {
            values.append(
                    Arrays.stream(option.names())
                            .map(name -> "'" + path + "/" + name + "'")
                            .collect(Collectors.joining(" | ", "        ", ") ")));
            values.append("printf '%s\\n' ").append(kind).append(" ;;\n");
        }
    }

    private static Stream<String> candidates(ArgSpec argument) {
        Iterable<String> candidates = argument.completionCandidates();
        return candidates == null
                ? Stream.empty()
                : StreamSupport.stream(candidates.spliterator(), false);
    }

    /// What a positional argument may be, parted by commas.
    private static String kinds(String path, PositionalParamSpec argument) {
        String words = candidates(argument).map("="::concat).collect(Collectors.joining(","));
        return words.isEmpty() ? kindsOf(path, argument.paramLabel()) : words;
    }

    private static String kindsOf(String path, String label) {
        String group = path.split(" ", 2)[0];
        boolean isNew = path.endsWith(" create");
        String names =
                switch (label.split("[^A-Z]", 2)[0]) {
                    case "WORKFLOW" -> "workflow";
                    case "RUN" -> "runs";
                    case "NAME" -> isNew || group.equals("run") ? "" : group;
                    default -> "";
                };
        String files = label.contains("PATH") ? "file" : "";
        String kinds =
                Stream.of(names, files).filter(k -> !k.isEmpty()).collect(Collectors.joining(","));
        return kinds.isEmpty() ? "none" : kinds;
    }

    private static String resource(String name) {
        try (InputStream in = CompletionScript.class.getResourceAsStream(name)) {
            return new String(
                    Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
