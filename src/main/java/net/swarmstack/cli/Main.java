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
                        TerminalInput.of(System.in),
                        new FileOutputStream(FileDescriptor.out),
                        new FileOutputStream(FileDescriptor.err),
                        screen());
        System.exit(new Cli(console, System.getenv()).run(arguments));
    }

    /// What the launcher found out: asking for it from here costs more than a short command takes.
    /// A terminal that doesn't say how wide it is gives 0.
    private static Screen screen() {
        return Optional.ofNullable(System.getProperty("swarm.columns"))
                .filter(columns -> columns.matches("[0-9]{1,4}"))
                .map(Integer::parseInt)
                .map(columns -> new Screen(OptionalInt.of(columns == 0 ? 80 : columns)))
                .orElse(Screen.NONE);
    }
}
