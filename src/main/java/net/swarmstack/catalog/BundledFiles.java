package net.swarmstack.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.CodeSource;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/// The files that ship with the program, in the folder `bundled/` of its jar or class folder.
public final class BundledFiles {

    private static final String FOLDER = "bundled/";

    private final Path program;

    /// @param program a jar, or a folder of classes
    BundledFiles(Path program) {
        this.program = program;
    }

    /// Those of the running program.
    public static BundledFiles ofProgram() {
        CodeSource source = BundledFiles.class.getProtectionDomain().getCodeSource();
        if (source == null) {
            throw new IllegalStateException("the program's classes come from nowhere");
        }
        try {
            return new BundledFiles(Path.of(source.getLocation().toURI()));
        } catch (URISyntaxException e) {
            throw new IllegalStateException("no path: " + source.getLocation(), e);
        }
    }

    /// Another text where the files may be others, found without reading them: size and time of the
    /// jar, or of each file.
    String stamp() {
        try {
            if (Files.isRegularFile(program)) {
                return stampOf(program);
            }
            var stamp = new StringBuilder();
            for (Path file : filesOfFolder()) {
                stamp.append(program.relativize(file)).append(' ');
                stamp.append(stampOf(file)).append(' ');
            }
            return stamp.toString().strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String stampOf(Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return attributes.size() + "@" + attributes.lastModifiedTime().toMillis();
    }

    /// The files, by their names below `bundled/`, as in `agents/echo/agent.yaml`.
    SortedMap<String, byte[]> read() {
        try {
            return Files.isRegularFile(program) ? readJar() : readFolder();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private SortedMap<String, byte[]> readJar() throws IOException {
        var files = new TreeMap<String, byte[]>();
        try (var jar = new ZipFile(program.toFile())) {
            List<? extends ZipEntry> entries =
                    jar.stream()
                            .filter(entry -> entry.getName().startsWith(FOLDER))
                            .filter(entry -> !entry.isDirectory())
                            .toList();
            for (ZipEntry entry : entries) {
                try (InputStream in = jar.getInputStream(entry)) {
                    files.put(entry.getName().substring(FOLDER.length()), in.readAllBytes());
                }
            }
        }
        return files;
    }

    private SortedMap<String, byte[]> readFolder() throws IOException {
        var files = new TreeMap<String, byte[]>();
        for (Path file : filesOfFolder()) {
            files.put(
                    program.resolve(FOLDER).relativize(file).toString(), Files.readAllBytes(file));
        }
        return files;
    }

    private List<Path> filesOfFolder() throws IOException {
        try (Stream<Path> walk = Files.walk(program.resolve(FOLDER))) {
            return walk.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
