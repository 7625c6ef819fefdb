package net.swarmstack.cli;

import net.swarmstack.app.Doctor;
import net.swarmstack.app.Doctor.Diagnosis;
import net.swarmstack.app.Swarm;
import net.swarmstack.app.SwarmReader;
import net.swarmstack.catalog.Root;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;

import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A command line that was understood, and what the command may use.
final class Invocation {

    private final List<ParseResult> levels = new ArrayList<>();
    private final Console console;
    private final Map<String, String> environment;

    /// Of this process.
    Map<String, String> environment() {
        return environment;
    }

    /// @param parsed of the program itself; the command is its innermost subcommand
    /// @throws net.swarmstack.model.SwarmException `USAGE` where `-o` says nothing sensible
    Invocation(ParseResult parsed, Console console, Map<String, String> environment) {
        ParseResult level = parsed;
        levels.add(level);
        while (level.hasSubcommand()) {
            level = level.subcommand();
            levels.addFirst(level);
        }
        this.console = console;
        this.environment = Map.copyOf(environment);
        option(Specs.OUTPUT).ifPresent(this::checkFormat);
    }

    private void checkFormat(String name) {
        OptionSpec output = command().commandSpec().findOption(Specs.OUTPUT);
        var known = new ArrayList<String>();
        output.completionCandidates().forEach(known::add);
        Format.check(name, known);
    }

    Console console() {
        return console;
    }

    /// What was parsed of the command itself.
    ParseResult command() {
        return levels.getFirst();
    }

    /// Whether an option was given, at any level.
    boolean has(String option) {
        return levels.stream().anyMatch(level -> level.hasMatchedOption(option));
    }

    /// The value of an option, at whichever level it was given.
    Optional<String> option(String name) {
        return levels.stream()
                .filter(level -> level.hasMatchedOption(name))
                .findFirst()
                .map(level -> level.matchedOption(name).<String>getValue());
    }

    /// The values of an option of the command that may be given several times, in order.
    List<String> options(String name) {
        return command().hasMatchedOption(name)
                ? List.copyOf(command().matchedOption(name).<List<String>>getValue())
                : List.of();
    }

    /// A positional argument that is required.
    String argument(int index) {
        return optionalArgument(index).orElseThrow();
    }

    /// A positional argument that may be left out.
    Optional<String> optionalArgument(int index) {
        return command().matchedPositionals().stream()
                .filter(position -> position.index().contains(index))
                .findFirst()
                .map(position -> position.<String>getValue());
    }

    /// The file that the first argument names.
    ///
    /// @throws SwarmException `USAGE` where it names none
    Path file() {
        String name = argument(0);
        if (name.isBlank()) {
            throw new SwarmException(Code.USAGE, "FILE is empty: name a file");
        }
        return Path.of(name);
    }

    /// The root that is meant.
    ///
    /// @throws SwarmException `USAGE` where `--root` names no folder
    Root root() {
        return Root.locate(rootOption(), environment);
    }

    /// What decides which root is meant.
    String rootOrigin() {
        return Root.origin(rootOption(), environment);
    }

    private Optional<Path> rootOption() {
        Optional<String> folder = option(Specs.ROOT);
        if (folder.filter(String::isBlank).isPresent()) {
            throw new SwarmException(
                    Code.USAGE,
                    Specs.ROOT + " is empty: name a folder, or leave it out for the usual one");
        }
        return folder.map(Path::of);
    }

    /// What is in the root, for reading.
    ///
    /// @throws net.swarmstack.model.SwarmException `NOT_FOUND` where there is no root
    SwarmReader openReader() {
        return SwarmReader.open(root());
    }

    /// What is in the root, for changing it and for executing runs; makes a root where there is
    /// none.
    Swarm openSwarm() {
        return Swarm.open(root(), environment, console::tell);
    }

    /// What is wrong with this machine and the root.
    ///
    /// @param verify see [Doctor#examine]
    Diagnosis diagnose(boolean verify) {
        return Doctor.examine(root(), environment, verify);
    }

    /// What `-o` says, for a command with the usual formats.
    Format format() {
        return option(Specs.OUTPUT).map(Format::of).orElse(Format.TABLE);
    }
}
