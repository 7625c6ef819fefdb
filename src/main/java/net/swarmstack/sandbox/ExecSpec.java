package net.swarmstack.sandbox;

import java.util.List;
import java.util.Map;

/// A program to execute in a sandbox.
///
/// @param argv the program, by its absolute path, and its arguments; never a shell's command line
/// @param environment all of it: nothing of the host's is added
/// @param workingFolder where it starts
/// @param stdin a file that was put; the program reads it to its end, or does not
public record ExecSpec(
        List<String> argv,
        Map<String, String> environment,
        SandboxPath workingFolder,
        SandboxPath stdin) {

    public ExecSpec {
        argv = List.copyOf(argv);
        environment = Map.copyOf(environment);
        if (argv.isEmpty() || !argv.getFirst().startsWith("/")) {
            throw new IllegalArgumentException("a program by its absolute path, not " + argv);
        }
    }
}
