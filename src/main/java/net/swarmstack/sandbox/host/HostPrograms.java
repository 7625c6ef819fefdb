package net.swarmstack.sandbox.host;

import net.swarmstack.sandbox.Program;
import net.swarmstack.sandbox.SearchPath;
import net.swarmstack.sandbox.Spawner;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// The programs of this host, each found once. What a version manager puts on the PATH is a script
/// that looks for the program each time it is started (pyenv, asdf, volta): that is asked once
/// which one it means.
public final class HostPrograms {

    private static final byte[] ELF = {0x7F, 'E', 'L', 'F'};
    private static final int MAX_ANSWER_BYTES = 4096;

    /// How a program says where it lies.
    private static final Map<String, List<String>> QUESTIONS =
            Map.of(
                    "node", List.of("-p", "process.execPath"),
                    "python3", List.of("-c", "import sys; print(sys.executable)"));

    private final SearchPath path;
    private final Map<String, String> environment;
    private final Spawner spawner;
    private final Map<String, Optional<Program>> found = new ConcurrentHashMap<>();

    /// @param environment of this process, for scripts that are asked
    public HostPrograms(SearchPath path, Map<String, String> environment, Spawner spawner) {
        this.path = path;
        this.environment = environment;
        this.spawner = spawner;
    }

    /// The program of a name; empty where there is none.
    public Optional<Program> find(String name) {
        return found.computeIfAbsent(name, this::look);
    }

    private Optional<Program> look(String name) {
        return path.find(name)
                .map(Path::of)
                .map(file -> isScript(file) ? meant(file, name) : file)
                .map(file -> new Program(file.toString(), needed(file)));
    }

    private static boolean isScript(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] start = in.readNBytes(ELF.length);
            return start.length > 1 && start[0] == '#' && start[1] == '!';
        } catch (IOException e) {
            return false; // whoever executes it will say so
        }
    }

    /// What a script starts; the script itself where it does not say.
    private Path meant(Path script, String name) {
        List<String> question = QUESTIONS.getOrDefault(name, List.of());
        if (question.isEmpty()) {
            return script;
        }
        List<String> argv = Stream.concat(Stream.of(script.toString()), question.stream()).toList();
        try {
            var nothing = new Spawner.Stdin.OfText("");
            Process process = spawner.start(argv, environment, Path.of("/"), nothing);
            try (InputStream answer = process.getInputStream()) {
                byte[] bytes = answer.readNBytes(MAX_ANSWER_BYTES);
                Path meant = Path.of(new String(bytes, StandardCharsets.UTF_8).strip());
                return meant.isAbsolute() && Files.isExecutable(meant) ? meant : script;
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException | InvalidPathException e) {
            return script;
        }
    }

    /// What a program needs of the host: what it was installed with, where its name lies and where
    /// that leads to.
    private List<Path> needed(Path program) {
        return Stream.of(program, real(program)).map(this::installation).distinct().toList();
    }

    /// The folder above `bin`, where libraries lie in it too; else the file alone, as where the
    /// folder is a user's home.
    private Path installation(Path program) {
        Path bin = Objects.requireNonNull(program.getParent(), "an absolute path");
        Path home = Path.of(environment.getOrDefault("HOME", "/"));
        Path above = bin.resolveSibling("");
        boolean isOne =
                bin.endsWith("bin")
                        && (Files.isDirectory(above.resolve("lib"))
                                || Files.exists(above.resolve("pyvenv.cfg")))
                        && !home.startsWith(above)
                        && !above.equals(home.resolve(".local"));
        return isOne ? above : program;
    }

    private static Path real(Path program) {
        try {
            return program.toRealPath();
        } catch (IOException e) {
            return program;
        }
    }
}
