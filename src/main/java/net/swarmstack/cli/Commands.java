package net.swarmstack.cli;

import net.swarmstack.catalog.Registration.Kind;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// The tree of commands.
final class Commands {

    static final String VERSION = "--version";

    private Commands() {}

    /// The parser of a command line. A command that it does not mention costs nothing: only where
    /// it names none of them is every one of them there, to be listed or to be the one meant.
    static CommandLine parser(List<String> arguments) {
        var parser = new CommandLine(build(program(), "", arguments));
        parser.setExpandAtFiles(false);
        return parser;
    }

    /// The names of the commands below one.
    ///
    /// @param path as in `agent`; empty for the program itself
    static List<String> below(String path) {
        return List.copyOf(commands(path).keySet());
    }

    private static CommandSpec build(CommandSpec spec, String path, List<String> arguments) {
        Map<String, Supplier<Command>> commands = commands(path);
        boolean all = commands.keySet().stream().noneMatch(arguments::contains);
        commands.forEach((name, command) -> {
            if (all || arguments.contains(name)) {
                String below = (path + " " + name).strip();
                spec.addSubcommand(name, build(command.get().spec(), below, arguments));
            }
        });
        return spec;
    }

    /// Every command below one, made only where it is used.
    private static Map<String, Supplier<Command>> commands(String path) {
        var commands = new LinkedHashMap<String, Supplier<Command>>();
        switch (path) {
            case "" -> addTop(commands);
            case "agent" -> addForAgents(commands);
            case "workflow" -> addForWorkflows(commands);
            case "runs" -> addForRuns(commands);
            case "runtime" -> addForRuntimes(commands);
            case "config" -> commands.put("show", ConfigShowCommand::new);
            default -> {}
        }
        return commands;
    }

    private static void addTop(Map<String, Supplier<Command>> commands) {
        commands.put("init", InitCommand::new);
        commands.put(
                "agent",
                () ->
                        new Group(
                                "Agents: programs with declared inputs and outputs.",
                                "agent list"));
        commands.put(
                "workflow",
                () -> new Group("Workflows: graphs of steps that invoke agents.", "workflow list"));
        commands.put("run", () -> new RunCommand(Kind.WORKFLOW));
        commands.put("worker", WorkerCommand::new);
        commands.put("doctor", DoctorCommand::new);
        commands.put("backup", BackupCommand::new);
        commands.put("restore", RestoreCommand::new);
        commands.put("runs", () -> new Group("Executions of workflows.", "runs list"));
        commands.put("gc", GcCommand::new);
        commands.put(
                "runtime",
                () -> new Group("Interpreters that agents are executed by.", "runtime list"));
        commands.put("config", () -> new Group("How Swarm is set up.", "config show"));
        commands.put("completion", CompletionCommand::new);
    }

    private static void addForAgents(Map<String, Supplier<Command>> commands) {
        commands.put("list", AgentListCommand::new);
        commands.put("info", AgentInfoCommand::new);
        commands.put("run", () -> new RunCommand(Kind.AGENT));
        commands.put("register", () -> new RegisterCommand(Kind.AGENT));
        commands.put("pack", AgentPackCommand::new);
        commands.put("create", () -> new CreateCommand(Kind.AGENT));
        commands.put("delete", () -> new DeleteCommand(Kind.AGENT));
        commands.put("templates", () -> new TemplatesCommand(Kind.AGENT));
    }

    private static void addForWorkflows(Map<String, Supplier<Command>> commands) {
        commands.put("list", WorkflowListCommand::new);
        commands.put("info", WorkflowInfoCommand::new);
        commands.put("register", () -> new RegisterCommand(Kind.WORKFLOW));
        commands.put("create", () -> new CreateCommand(Kind.WORKFLOW));
        commands.put("delete", () -> new DeleteCommand(Kind.WORKFLOW));
        commands.put("enable", () -> new EnableCommand(true));
        commands.put("disable", () -> new EnableCommand(false));
        commands.put("runs", () -> new RunsListCommand(true));
        commands.put("templates", () -> new TemplatesCommand(Kind.WORKFLOW));
        commands.put("validate", WorkflowValidateCommand::new);
        commands.put("graph", WorkflowGraphCommand::new);
    }

    private static void addForRuns(Map<String, Supplier<Command>> commands) {
        commands.put("list", () -> new RunsListCommand(false));
        commands.put("show", RunsShowCommand::new);
        commands.put("logs", RunsLogsCommand::new);
        commands.put("wait", RunsWaitCommand::new);
        commands.put("cancel", RunsCancelCommand::new);
        commands.put("resume", RunsResumeCommand::new);
        commands.put("retry", RunsRetryCommand::new);
        commands.put("resolve", RunsResolveCommand::new);
        commands.put("artifacts", RunsArtifactsCommand::new);
        commands.put("prune", RunsPruneCommand::new);
    }

    private static void addForRuntimes(Map<String, Supplier<Command>> commands) {
        commands.put("list", RuntimeListCommand::new);
        commands.put("install", RuntimeInstallCommand::new);
    }

    private static CommandSpec program() {
        return new Group("Runs agents and workflows in sandboxes.", "agent list")
                .spec()
                .name("swarm")
                .addOption(
                        OptionSpec.builder(VERSION)
                                .versionHelp(true)
                                .description("Show the version.")
                                .build());
    }

    /// A command that only has commands.
    private record Group(String does, String example) implements Command {

        @Override
        public CommandSpec spec() {
            return Specs.of(this, does, "swarm " + example);
        }

        @Override
        public ExitStatus run(Invocation invocation) {
            CommandLine commands = invocation.command().commandSpec().commandLine();
            invocation.console().tellLines(Cli.usage(commands));
            return ExitStatus.USAGE;
        }
    }
}
