package net.swarmstack.cli;

import net.swarmstack.cli.Console.Screen;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.util.Arrays;

/// Carries out several command lines in one process, from which the launcher makes an AOT cache: a
/// JVM records only what one process does.
final class Rehearsal {

    private Rehearsal() {}

    /// Carries them out one after another, whatever becomes of each.
    ///
    /// @param commandLines one each, its words parted by blanks
    public static void main(String[] commandLines) {
        var console =
                new Console(
                        System.in,
                        new FileOutputStream(FileDescriptor.out),
                        new FileOutputStream(FileDescriptor.err),
                        Screen.NONE,
                        Screen.NONE);
        var cli = new Cli(console, System.getenv());
        Arrays.stream(commandLines).map(line -> line.split(" ")).forEach(cli::run);
    }
}
