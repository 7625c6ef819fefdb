package net.swarmstack.catalog;

import net.swarmstack.catalog.DeletionStore.OpenRun;
import net.swarmstack.catalog.Registration.Kind;

import java.nio.file.Path;
import java.util.List;

/// What deleting would take away, and what stands in its way.
///
/// @param references of the versions, `name@version`
/// @param ids of their rows
/// @param paths of what they were registered from, which stays
/// @param neededBy the workflows whose newest version would not find its agent any more
/// @param openRuns the runs that have not ended
public record Deletion(
        Kind kind,
        List<String> references,
        List<String> ids,
        List<Path> paths,
        List<String> neededBy,
        List<OpenRun> openRuns) {

    public Deletion {
        references = List.copyOf(references);
        ids = List.copyOf(ids);
        paths = List.copyOf(paths);
        neededBy = List.copyOf(neededBy);
        openRuns = List.copyOf(openRuns);
    }

    /// Whether nothing stands in its way.
    public boolean isFree() {
        return neededBy.isEmpty() && openRuns.isEmpty();
    }
}
