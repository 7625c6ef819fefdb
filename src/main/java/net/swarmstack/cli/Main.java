package net.swarmstack.cli;

import net.swarmstack.cli.Console.Screen;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.util.Optional;

/// Where the program starts.
public final class Main {

    private Main() {}

    /// Carries out a command line and ends the process with its exit status.
    public static void main(String[] arguments) {
        var console =
                new Console(
                        TerminalInput.of(System.in),
                        new FileOutputStream(FileDescriptor.out),
                        new FileOutputStream(FileDescriptor.err),
                        screen("swarm.stdout"),
                        screen("swarm.stderr"));
        System.exit(new Cli(console, System.getenv()).run(arguments));
    }

    /// What the launcher found out: asking for it from here costs more than a short command takes.
    private static Screen screen(String property) {
        return Screen.of(Optional.ofNullable(System.getProperty(property)), System.getenv());
    }
}
