package net.swarmstack.testing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Gives a test a base folder for sandboxes, and fails it if a sandbox's folder, process or cgroup
/// is left at its end.
public final class SandboxLeaks implements BeforeEachCallback, AfterEachCallback {

    private final List<String> ids = new ArrayList<>();
    private Path base = Path.of("");

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        base = TestFolders.create();
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        assertThat(folders()).as("folders left").isEmpty();
        assertThat(SandboxTraces.processesBelow(base)).as("processes left").isEmpty();
        assertThat(SandboxTraces.cgroups(ids)).as("cgroups left").isEmpty();
        Files.delete(base);
    }

    /// Where the sandboxes of the test lie.
    public Path base() {
        return base;
    }

    /// Remembers the id of a sandbox that the test makes, and returns it.
    public String watch(String id) {
        ids.add(id);
        return id;
    }

    private List<Path> folders() throws IOException {
        try (Stream<Path> entries = Files.list(base)) {
            return entries.toList();
        }
    }
}
