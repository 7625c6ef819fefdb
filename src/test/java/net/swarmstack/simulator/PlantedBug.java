package net.swarmstack.simulator;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/// A known mistake, as a patch of the sources: applied to a copy of those it changes, and compiled.
final class PlantedBug {

    private static final Path PATCHES = Path.of("src/test/planted");
    private static final String SOURCE = "--- ";
    private static final String SUFFIX = ".patch";

    private final String name;

    PlantedBug(String name) {
        this.name = name;
    }

    /// The names of all.
    static List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(PATCHES)) {
            return files.map(file -> file.getFileName().toString())
                    .map(file -> file.substring(0, file.length() - SUFFIX.length()))
                    .sorted()
                    .toList();
        }
    }

    /// What the simulator says of the product with the bug in it, or nothing.
    ///
    /// @param folder an empty one
    String firstFailure(Path folder) throws Exception {
        Path classes = Files.createDirectory(folder.resolve("classes"));
        compile(patched(Files.createDirectory(folder.resolve("sources"))), classes);
        try (var loader = new Loader(classes)) {
            Callable<?> simulator =
                    (Callable<?>)
                            loader.loadClass(FirstFailure.class.getName())
                                    .getConstructor(Path.class)
                                    .newInstance(folder);
            return simulator.call().toString();
        }
    }

    /// The sources that the patch changes, changed.
    private List<Path> patched(Path folder) throws IOException, InterruptedException {
        Path patch = PATCHES.resolve(name + SUFFIX).toAbsolutePath();
        var changed = new ArrayList<Path>();
        for (String line : Files.readAllLines(patch)) {
            if (line.startsWith(SOURCE)) {
                String source = line.substring(SOURCE.length());
                Path copy = folder.resolve(source);
                Files.createDirectories(copy.getParent());
                changed.add(Files.copy(Path.of(source), copy));
            }
        }
        Process process =
                new ProcessBuilder("patch", "-p0", "--batch", "--fuzz=0", "-i", patch.toString())
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new IllegalStateException(patch + " does not apply any more: " + said);
        }
        return changed;
    }

    private static void compile(List<Path> sources, Path classes) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            boolean isCompiled =
                    compiler.getTask(
                                    null,
                                    files,
                                    null,
                                    List.of("-proc:none", "-nowarn", "-d", classes.toString()),
                                    null,
                                    files.getJavaFileObjectsFromPaths(sources))
                            .call();
            if (!isCompiled) {
                throw new IllegalStateException("can't compile " + sources);
            }
        }
    }

    /// Loads what this project consists of anew, with the bug in it; libraries are as they are.
    private static final class Loader extends URLClassLoader {

        private static final String OURS = "net.swarmstack.";

        Loader(Path bug) throws MalformedURLException {
            super(
                    new URL[] {
                        bug.toUri().toURL(),
                        root(net.swarmstack.engine.Engine.class),
                        root(FirstFailure.class)
                    },
                    FirstFailure.class.getClassLoader());
        }

        private static URL root(Class<?> type) {
            return type.getProtectionDomain().getCodeSource().getLocation();
        }

        @Override
        protected Class<?> loadClass(String type, boolean resolve) throws ClassNotFoundException {
            if (!type.startsWith(OURS)) {
                return super.loadClass(type, resolve);
            }
            synchronized (getClassLoadingLock(type)) {
                Class<?> loaded = findLoadedClass(type);
                return loaded == null ? findClass(type) : loaded;
            }
        }
    }
}
