package net.swarmstack.faults;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.app.Doctor;
import net.swarmstack.app.Finding;
import net.swarmstack.engine.RunViews.RunView;
import net.swarmstack.model.RunId;
import net.swarmstack.model.RunStatus;
import net.swarmstack.testing.SandboxTraces;

import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Judges a root after a fault.
final class Oracle {

    private final FaultRoot root;

    Oracle(FaultRoot root) {
        this.root = root;
    }

    /// What a run had come to.
    ///
    /// @param seq of its last event
    /// @param succeeded the steps whose outputs are recorded
    record Progress(long seq, List<String> succeeded) {}

    Progress progress(RunId run) {
        List<ObjectNode> events = root.read(views -> views.events(run));
        return new Progress(
                events.size(),
                events.stream()
                        .filter(event -> event.path("type").asString().equals("AttemptSucceeded"))
                        .map(event -> event.path("data").path("step").asString())
                        .toList());
    }

    /// Fails where the registry is damaged or contradicts itself.
    void assertWhole() {
        List<Finding> findings;
        synchronized (Oracle.class) { // the sandbox that it tries is named after this process
            findings = Doctor.examine(root.root(), Map.of(), true).root();
        }
        assertThat(findings).filteredOn(finding -> finding.level() == Finding.Level.FAIL).isEmpty();
    }

    /// Fails unless every run has succeeded with this result.
    void assertSucceeded(String result) {
        assertThat(root.runs())
                .extracting(RunView::status)
                .allMatch(status -> status == RunStatus.SUCCEEDED);
        for (RunView run : root.runs()) {
            assertThat(root.read(views -> views.wholeResult(run.id())).orElseThrow())
                    .hasToString(result);
        }
    }

    /// Fails where something is left of processes of the root, all of which have ended: sandboxes
    /// with their processes and cgroups, sockets, locks.
    void assertNothingIsLeft() {
        assertThat(SandboxTraces.processesBelow(root.root().folder())).as("processes").isEmpty();
        assertThat(files(root.root().sandboxes())).as("sandboxes").isEmpty();
        assertThat(SandboxTraces.cgroups(sandboxIds())).as("cgroups").isEmpty();
        root.recover(); // each process that executes runs clears what dead ones left
        assertThat(files(root.root().owners())).as("sockets and locks").isEmpty();
    }

    private TreeSet<String> sandboxIds() {
        var ids = new TreeSet<String>();
        for (RunView run : root.runs()) {
            root.read(views -> views.events(run.id())).stream()
                    .map(event -> event.path("data").path("sandbox_id").asString(""))
                    .filter(id -> !id.isEmpty())
                    .forEach(ids::add);
        }
        return ids;
    }

    private static List<Path> files(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
