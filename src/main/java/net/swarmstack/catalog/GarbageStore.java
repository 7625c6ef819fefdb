package net.swarmstack.catalog;

import net.swarmstack.model.RunId;
import net.swarmstack.model.Sha256;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;

/// Port: what the registry refers to, and the removal of what belongs to it and is not referred to.
///
/// Every method may throw [net.swarmstack.model.SwarmException]. Those that remove something throw
/// it where the registry is open for reading only.
public interface GarbageStore {

    /// When the oldest run began that a living process has; empty where there is none. What such a
    /// process stores, and has not yet recorded, is younger.
    Optional<Instant> workSince();

    /// What any run refers to, and perhaps a little more: large values, files that agents left,
    /// packages.
    ///
    /// @throws net.swarmstack.model.SwarmException `MISCONFIGURED` where a history is damaged, for
    ///   what it says can't be relied on
    Predicate<Sha256> references();

    /// Whether there is a run, or anything that happened in it.
    boolean hasRun(RunId run);

    /// Whether an agent has a package.
    ///
    /// @param deletedSince an agent that was deleted later counts too
    boolean isRegistered(Sha256 digest, Instant deletedSince);

    /// Does something while nobody else changes the registry, or stores a value.
    void exclusively(Runnable work);

    /// Removes large values.
    Amount removeBlobs(Predicate<Sha256> referenced, Sweep sweep);

    /// Removes the lock files and sockets of processes that are gone and have no row.
    Amount removeLocks(Sweep sweep);

    /// How to remove.
    ///
    /// @param before what was written or used later stays
    /// @param dryRun whether to look only
    record Sweep(Instant before, boolean dryRun) {}

    /// How much was removed.
    ///
    /// @param count of files, or of folders that are one thing
    /// @param sizeBytes of all together
    record Amount(long count, long sizeBytes) {

        public static final Amount NONE = new Amount(0, 0);

        /// With one more.
        public Amount and(long itsSizeBytes) {
            return new Amount(count + 1, sizeBytes + itsSizeBytes);
        }
    }
}
