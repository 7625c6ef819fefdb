package net.swarmstack.catalog;

import java.nio.file.Path;
import java.util.Optional;

/// What restoring a registry did.
///
/// @param madeBySchema the version of the tables that the backup had
/// @param runs how many there are now
/// @param openRuns how many of them have not ended; they belong to nobody
/// @param before where the registry that was there lies now
public record RestoreReport(int madeBySchema, int runs, int openRuns, Optional<Path> before) {}
