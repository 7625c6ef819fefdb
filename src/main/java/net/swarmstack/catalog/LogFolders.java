package net.swarmstack.catalog;

import net.swarmstack.model.Reason;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/// The logs of runs: a folder for each.
record LogFolders(Root root) {

    /// How much a run logged, in bytes.
    long sizeBytes(String run) {
        return of(run).map(FileTree::sizeBytes).orElse(0L);
    }

    /// Deletes the logs of a run that is gone.
    void delete(String run) {
        of(run).ifPresent(LogFolders::delete);
    }

    /// An id that another program made may be any text; only a name stands for a folder.
    private Optional<FileTree> of(String run) {
        Path folder = root.logs().resolve(run).normalize();
        return root.logs().equals(folder.getParent())
                ? Optional.of(new FileTree(folder))
                : Optional.empty();
    }

    private static void delete(FileTree logs) {
        try {
            logs.delete();
        } catch (IOException e) {
            throw Reason.refusal("deleted, but for the logs in " + logs.top(), e);
        }
    }
}
