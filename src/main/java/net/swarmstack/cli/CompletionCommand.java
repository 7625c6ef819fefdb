package net.swarmstack.cli;

import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

import java.util.List;

/// `swarm completion bash|zsh`
final class CompletionCommand implements Command {

    private static final List<String> SHELLS = List.of("bash", "zsh");

    @Override
    public CommandSpec spec() {
        return Specs.of(
                        this,
                        "Prints a script that makes a shell complete commands, options and names.",
                        "swarm completion bash >~/.local/share/bash-completion/completions/swarm",
                        "source <(swarm completion bash)",
                        "source <(swarm completion zsh)")
                .addPositional(
                        PositionalParamSpec.builder()
                                .index("0")
                                .arity("1")
                                .required(true)
                                .paramLabel("SHELL")
                                .type(String.class)
                                .completionCandidates(SHELLS)
                                .description("bash or zsh.")
                                .build());
    }

    @Override
    public ExitStatus run(Invocation invocation) {
        String shell = invocation.argument(0);
        if (!SHELLS.contains(shell)) {
            throw new SwarmException(
                    Code.USAGE, "no completion for \"" + shell + "\": there is bash and zsh");
        }
        CommandSpec program = Commands.parser(List.of()).getCommandSpec();
        invocation.console().print(CompletionScript.of(shell, program));
        return ExitStatus.OK;
    }
}
