package net.swarmstack.sandbox;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Where the programs of this host lie: for drivers whose sandboxes see them.
///
/// @param folders with `:` between them, first wins; relative ones count for nothing
/// @param chosen what is taken for some names, wherever it lies
public record SearchPath(String folders, Map<String, Path> chosen) {

    public SearchPath {
        chosen = Map.copyOf(chosen);
    }

    /// @param folders with `:` between them, first wins; relative ones count for nothing
    public SearchPath(String folders) {
        this(folders, Map.of());
    }

    /// The PATH of a process.
    ///
    /// @param environment of the process
    public static SearchPath of(Map<String, String> environment) {
        return new SearchPath(environment.getOrDefault("PATH", ""));
    }

    /// This path, after a folder that wins.
    public SearchPath andFirst(Path folder) {
        return new SearchPath(folder + File.pathSeparator + folders, chosen);
    }

    /// This path, with other programs for some names.
    public SearchPath with(Map<String, Path> programs) {
        return new SearchPath(folders, programs);
    }

    /// The absolute path of a program; empty where there is none that can be executed.
    public Optional<String> find(String program) {
        Stream<Path> found =
                Stream.of(folders.split(File.pathSeparator))
                        .filter(folder -> folder.startsWith("/"))
                        .map(folder -> Path.of(folder, program));
        return Optional.ofNullable(chosen.get(program))
                .map(Stream::of)
                .orElse(found)
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .map(Path::toString)
                .findFirst();
    }
}
