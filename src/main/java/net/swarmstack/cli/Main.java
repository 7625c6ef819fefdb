package net.swarmstack.cli;

import net.swarmstack.cli.Console.Screen;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.util.Optional;
import java.util.OptionalInt;

/// Where the program starts.
public final class Main {

    private Main() {}

    /// Carries out a command line and ends the process with its exit status.
    public static void main(String[] arguments) {
        var console =
                new Console(
                        System.in,
                        new FileOutputStream(FileDescriptor.out),
                        new FileOutputStream(FileDescriptor.err),
                        screen());
        System.exit(new Cli(console, System.getenv()).run(arguments));
    }

    /// What the launcher found: asking for it from here costs more than a short command takes.
    private static Screen screen() {
        return Optional.ofNullable(System.getProperty("swarm.columns"))
                .filter(columns -> columns.matches("[0-9]{1,4}"))
                .map(Integer::parseInt)
                .map(Main::terminal)
                .orElse(Screen.NONE);
    }

    /// @param columns 0 where the terminal doesn't say
    private static Screen terminal(int columns) {
        return new Screen(true, columns == 0 ? OptionalInt.empty() : OptionalInt.of(columns));
    }
}
