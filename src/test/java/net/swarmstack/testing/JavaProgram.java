package net.swarmstack.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Starts a class of the tests as a program of its own.
public final class JavaProgram {

    private JavaProgram() {}

    /// The command that runs a main class on the class path of this process.
    public static List<String> command(Class<?> main, String... arguments) {
        var command =
                new ArrayList<>(List.of(java(), "-cp", System.getProperty("java.class.path")));
        command.add(main.getName());
        command.addAll(List.of(arguments));
        return command;
    }

    /// Starts it; its stderr is this process's.
    public static Process start(Class<?> main, String... arguments) throws IOException {
        return new ProcessBuilder(command(main, arguments))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /// The java of this process.
    public static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
