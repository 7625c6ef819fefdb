package net.swarmstack.cli;

import net.swarmstack.model.Nearest;
import net.swarmstack.model.SwarmException;

import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// From the words of a command line to an exit status; every error is shown here.
final class Cli {

    private final Console console;
    private final Map<String, String> environment;

    Cli(Console console, Map<String, String> environment) {
        this.console = console;
        this.environment = environment;
    }

    /// Carries out a command line; the number is the exit status.
    int run(String... arguments) {
        boolean debug = List.of(arguments).contains(Specs.DEBUG);
        ExitStatus status;
        try {
            status = dispatch(arguments);
        } catch (ParameterException e) {
            console.tellLines(explain(e));
            console.tellLines(
                    "See: " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help");
            status = ExitStatus.USAGE;
        } catch (SwarmException e) {
            console.tellLines(String.valueOf(e.getMessage()));
            trace(e, debug);
            status = ExitStatus.of(e.code());
        } catch (RuntimeException | Error e) {
            console.tellLines("internal error: " + e + ". --debug shows where; please report it.");
            trace(e, debug);
            status = ExitStatus.ERROR;
        }
        return console.flush().flatMap(this::outputFailed).orElse(status).number();
    }

    private ExitStatus dispatch(String... arguments) {
        ParseResult parsed = Commands.parser(List.of(arguments)).parseArgs(arguments);
        var invocation = new Invocation(parsed, console, environment);
        if (parsed.hasMatchedOption(Commands.VERSION)) {
            console.print("swarm " + version() + "\n");
            return ExitStatus.OK;
        }
        if (invocation.command().isUsageHelpRequested()) {
            console.print(usage(invocation.command().commandSpec().commandLine()));
            return ExitStatus.OK;
        }
        return ((Command) invocation.command().commandSpec().userObject()).run(invocation);
    }

    /// What `--help` shows.
    static String usage(CommandLine command) {
        return command.getUsageMessage(Ansi.OFF);
    }

    private static String version() {
        return Optional.ofNullable(Cli.class.getPackage().getImplementationVersion())
                .orElse("(not from its jar)");
    }

    private static String explain(ParameterException e) {
        if (e instanceof UnmatchedArgumentException unmatched) {
            return explainWord(
                    unmatched.getUnmatched().getFirst(), e.getCommandLine().getCommandSpec());
        }
        String message = String.valueOf(e.getMessage());
        return message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
    }

    private static String explainWord(String word, CommandSpec spec) {
        String quoted = '"' + Text.fit(Text.visible(word), 60) + '"';
        if (word.startsWith("-")) {
            return "unknown option "
                    + quoted
                    + "."
                    + Nearest.hint(word, spec.optionsMap().keySet());
        }
        String path = spec.qualifiedName().substring(spec.root().name().length()).strip();
        List<String> commands = Commands.below(path);
        return commands.isEmpty()
                ? "unexpected argument " + quoted + "."
                : "unknown command " + quoted + "." + Nearest.hint(word, commands);
    }

    private void trace(Throwable e, boolean debug) {
        if (debug) {
            var trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            console.tellLines(trace.toString().replace("\t", "    "));
        }
    }

    /// A reader that has seen enough, such as `head`, is no error.
    private Optional<ExitStatus> outputFailed(IOException e) {
        if ("Broken pipe".equals(e.getMessage())) {
            return Optional.empty();
        }
        console.tellLines("can't write the output: " + e.getMessage() + ".");
        return Optional.of(ExitStatus.IO_ERROR);
    }
}
