package net.swarmstack.testing;

import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Makes the temporary folders of tests. Their names hold the number of this JVM: what names one of
/// them is of a test in it, whoever else tests on this machine.
public final class TestFolders implements TempDirFactory {

    private static final Path PLACE = Path.of(System.getProperty("java.io.tmpdir"));
    private static final String PREFIX = "swarm-" + ProcessHandle.current().pid() + "-";

    @Override
    public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context)
            throws IOException {
        return create();
    }

    /// Makes one; whoever made it deletes it.
    static Path create() throws IOException {
        return Files.createTempDirectory(PLACE, PREFIX);
    }

    /// What the path of each of them, and of whatever is in it, begins with.
    static String prefix() {
        return PLACE.resolve(PREFIX).toString();
    }

    /// Those that there are.
    static List<Path> all() {
        var all = new ArrayList<Path>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(PLACE, PREFIX + "*")) {
            found.forEach(all::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }
}
