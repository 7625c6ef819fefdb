package net.swarmstack.sandbox;

import java.nio.file.Path;
import java.util.List;

/// A program that sandboxes can execute.
///
/// @param path where it lies, as the sandbox sees it
/// @param files what of the host it needs beside what every sandbox shows: files and folders, which
///   are shown under the same names
public record Program(String path, List<Path> files) {

    public Program {
        files = List.copyOf(files);
    }
}
