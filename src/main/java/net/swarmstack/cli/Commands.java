package net.swarmstack.cli;

import net.swarmstack.catalog.Registration.Kind;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

import java.util.List;

/// The tree of commands.
final class Commands {

    static final String VERSION = "--version";

    private Commands() {}

    /// The parser of a command line. A command that it does not mention costs nothing: only where
    /// it names none of them is every one of them there, to be listed or to be the one meant.
    static CommandLine parser(List<String> arguments) {
        var parser = new CommandLine(build("", arguments));
        parser.setExpandAtFiles(false);
        return parser;
    }

    /// The names of the commands below one.
    ///
    /// @param path as in `agent`; empty for the program itself
    static List<String> below(String path) {
        return switch (path) {
            case "" -> List.of("init", "agent", "workflow", "run", "runs");
            case "agent" -> List.of("list", "info", "register", "create", "delete", "templates");
            case "workflow" -> 
                    List.of(
                            "list",
                            "info",
                            "register",
                            "create",
                            "delete",
                            "enable",
                            "disable",
                            "runs",
                            "templates",
                            "validate");
            case "runs" -> List.of("list", "show", "logs");
            default -> List.of();
        };
    }

    private static CommandSpec build(String path, List<String> arguments) {
        CommandSpec spec = create(path);
        List<String> names = below(path);
        boolean all = names.stream().noneMatch(arguments::contains);
        for (String name : names) {
            if (all || arguments.contains(name)) {
                spec.addSubcommand(name, build((path + " " + name).strip(), arguments));
            }
        }
        return spec;
    }

    private static CommandSpec create(String path) {
        return switch (path) {
            case "" -> program();
            case "agent" ->
                    new Group("Agents: programs with declared inputs and outputs.", "agent list")
                            .spec();
            case "workflow" ->
                    new Group("Workflows: graphs of steps that invoke agents.", "workflow list")
                            .spec();
            case "runs" -> new Group("Executions of workflows.", "runs list").spec();
            case "init" -> new InitCommand().spec();
            case "agent list" -> new AgentListCommand().spec();
            case "agent info" -> new AgentInfoCommand().spec();
            case "agent register" -> new RegisterCommand(Kind.AGENT).spec();
            case "agent create" -> new CreateCommand(Kind.AGENT).spec();
            case "agent delete" -> new DeleteCommand(Kind.AGENT).spec();
            case "agent templates" -> new TemplatesCommand(Kind.AGENT).spec();
            case "workflow list" -> new WorkflowListCommand().spec();
            case "workflow info" -> new WorkflowInfoCommand().spec();
            case "workflow register" -> new RegisterCommand(Kind.WORKFLOW).spec();
            case "workflow create" -> new CreateCommand(Kind.WORKFLOW).spec();
            case "workflow delete" -> new DeleteCommand(Kind.WORKFLOW).spec();
            case "workflow enable" -> new EnableCommand(true).spec();
            case "workflow disable" -> new EnableCommand(false).spec();
            case "workflow runs" -> new RunsListCommand(true).spec();
            case "workflow templates" -> new TemplatesCommand(Kind.WORKFLOW).spec();
            case "workflow validate" -> new WorkflowValidateCommand().spec();
            case "run" -> new RunCommand().spec();
            case "runs list" -> new RunsListCommand(false).spec();
            case "runs show" -> new RunsShowCommand().spec();
            case "runs logs" -> new RunsLogsCommand().spec();
            default -> throw new IllegalArgumentException("no command " + path);
        };
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
