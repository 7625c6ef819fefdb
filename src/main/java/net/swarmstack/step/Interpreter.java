package net.swarmstack.step;

import net.swarmstack.definition.AgentRuntime;

import java.util.Map;
import java.util.Optional;

/// What executes the agents of one type: all that is special to it.
///
/// @param program its name, which the sandbox driver looks for
/// @param install what to do where it is missing
/// @param environment what it gets beside the protocol's variables
record Interpreter(String program, String install, Map<String, String> environment) {

    /// The interpreter of a type; none where the entry is a program itself.
    static Optional<Interpreter> of(AgentRuntime.Type type) {
        return switch (type) {
            case NODE ->
                    interpreter("node", "Install Node.js 18 or newer (Debian: apt install nodejs)");
            // The package is read-only, and root could write its __pycache__ all the same.
            case PYTHON ->
                    Optional.of(
                            new Interpreter(
                                    "python3",
                                    "Install Python 3 (Debian: apt install python3)",
                                    Map.of("PYTHONDONTWRITEBYTECODE", "1")));
            case SHELL -> interpreter("sh", "Install a POSIX shell (Debian: apt install dash)");
            case JAVA ->
                    interpreter(
                            "java",
                            "Install a JDK (Debian: apt install default-jdk-headless); a jar needs"
                                    + " only its JRE");
            case BINARY -> Optional.empty();
        };
    }

    private static Optional<Interpreter> interpreter(String program, String install) {
        return Optional.of(new Interpreter(program, install, Map.of()));
    }

    /// What is said where it is missing.
    String remedy() {
        return "%s is not on the PATH. %s, or put its folder on the PATH of swarm."
                .formatted(program, install);
    }
}
