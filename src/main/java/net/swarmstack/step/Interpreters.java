package net.swarmstack.step;

import net.swarmstack.definition.AgentRuntime;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Finds what interprets agents: on the PATH of Swarm's own process.
public final class Interpreters {

    private final String searchPath;

    /// @param environment of Swarm's own process
    public Interpreters(Map<String, String> environment) {
        this.searchPath = environment.getOrDefault("PATH", "");
    }

    /// The absolute path of the interpreter; empty where it is not installed.
    Optional<Path> find(AgentRuntime.Type type) {
        String program = program(type);
        return Stream.of(searchPath.split(File.pathSeparator))
                .filter(folder -> folder.startsWith("/"))
                .map(folder -> Path.of(folder, program))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }

    /// What to do where it is not installed.
    static String remedy(AgentRuntime.Type type) {
        String install =
                switch (type) {
                    case NODE -> "Install Node.js 18 or newer (Debian: apt install nodejs)";
                    case PYTHON -> "Install Python 3 (Debian: apt install python3)";
                    case SHELL -> "Install a POSIX shell (Debian: apt install dash)";
                };
        return "%s is not on the PATH. %s, or put its folder on the PATH of swarm."
                .formatted(program(type), install);
    }

    private static String program(AgentRuntime.Type type) {
        return switch (type) {
            case NODE -> "node";
            case PYTHON -> "python3";
            case SHELL -> "sh";
        };
    }
}
