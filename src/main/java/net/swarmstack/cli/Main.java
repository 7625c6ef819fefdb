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

    /// What the launcher found out: asking for it from here costs more than a short command takes.
    private static Screen screen() {
        return Optional.ofNullable(System.getProperty("swarm.stdout.columns"))
                .filter(columns -> columns.matches("[1-9][0-9]{0,3}"))
                .map(columns -> new Screen(OptionalInt.of(Integer.parseInt(columns))))
                .orElse(Screen.NONE);
    }
}
