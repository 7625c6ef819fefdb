package net.swarmstack.catalog;

import net.swarmstack.packages.Durable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// What `swarm init` last put into a root: the file `swarm-registry/.installed`, whose first line
/// is the stamp of the bundled files, and each further one a digest and a path below the root. The
/// archives of bundled packages are among them.
///
/// @param stamp empty where nothing was put there yet
/// @param digests of the files as they were installed, by path
record InstalledFiles(String stamp, SortedMap<String, String> digests) {

    private static InstalledFiles none() {
        return new InstalledFiles("", new TreeMap<>());
    }

    private static Path file(Root root) {
        return root.registry().resolve(".installed");
    }

    /// What a root has; nothing where the file is missing or unreadable, which makes every file
    /// there count as a person's.
    static InstalledFiles of(Root root) {
        try {
            var digests = new TreeMap<String, String>();
            var lines = Files.readAllLines(file(root)).iterator();
            String stamp = lines.hasNext() ? lines.next() : "";
            while (lines.hasNext()) {
                String line = lines.next();
                int blank = line.indexOf(' ');
                if (blank > 0) {
                    digests.put(line.substring(blank + 1), line.substring(0, blank));
                }
            }
            return new InstalledFiles(stamp, digests);
        } catch (NoSuchFileException | CharacterCodingException e) {
            return none();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The files in a folder of the root.
    SortedMap<String, String> below(Root root, Path folder) {
        String prefix = root.folder().relativize(folder) + "/";
        return digests.subMap(prefix, prefix + Character.MAX_VALUE);
    }

    /// Whether these are the bundled files of the stamp, and every one of them is still there.
    boolean areWhole(Root root, String bundledStamp) {
        return stamp.equals(bundledStamp)
                && digests.keySet().stream()
                        .allMatch(path -> Files.exists(root.folder().resolve(path)));
    }

    void write(Root root) throws IOException {
        var text = new StringBuilder(stamp).append('\n');
        for (Map.Entry<String, String> entry : digests.entrySet()) {
            text.append(entry.getValue()).append(' ').append(entry.getKey()).append('\n');
        }
        Durable.write(file(root), text.toString().getBytes(StandardCharsets.UTF_8));
    }
}
