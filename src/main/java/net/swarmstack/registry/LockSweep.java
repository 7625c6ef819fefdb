package net.swarmstack.registry;

import net.swarmstack.catalog.GarbageStore.Amount;
import net.swarmstack.catalog.GarbageStore.Sweep;
import net.swarmstack.model.Reason;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Removes the lock files and sockets of processes that are gone and have no row in `owners`. A
/// process makes its lock file while it has the registry to itself, and so does this, so none can
/// just be becoming an owner; and a young file is not even looked at, for looking takes its lock
/// for a moment. What is of an epoch above all that have a row stays: it tells that this epoch was
/// used.
final class LockSweep {

    private static final Pattern NAME = Pattern.compile("([0-9]{1,18})\\.(lock|sock)");

    private final Owners owners;
    private final Set<Long> known;
    private final long largest;
    private final Sweep sweep;

    /// @param known the epochs that have a row
    LockSweep(Owners owners, Set<Long> known, Sweep sweep) {
        this.owners = owners;
        this.known = known;
        this.largest = known.stream().mapToLong(Long::longValue).max().orElse(0);
        this.sweep = sweep;
    }

    Amount run() {
        Amount removed = Amount.NONE;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(owners.folder(), "*.*")) {
            for (Path file : files) {
                if (isGarbage(file)) {
                    removed = removed.and(Files.size(file));
                    if (!sweep.dryRun()) {
                        Files.delete(file);
                    }
                }
            }
        } catch (NoSuchFileException e) {
            return removed; // nothing ever executed here, or another collector was quicker
        } catch (IOException e) {
            throw new SwarmException(
                    Code.STORE_FAILED,
                    "can't remove lock files in " + owners.folder() + ": " + Reason.of(e),
                    e);
        }
        return removed;
    }

    private boolean isGarbage(Path file) throws IOException {
        Matcher name = NAME.matcher(file.getFileName().toString());
        if (!name.matches()
                || !Files.getLastModifiedTime(file).toInstant().isBefore(sweep.before())) {
            return false;
        }
        long epoch = Long.parseLong(name.group(1));
        return !known.contains(epoch) && epoch < largest && !owners.isAlive(epoch);
    }
}
