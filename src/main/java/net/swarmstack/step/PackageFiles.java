package net.swarmstack.step;

import net.swarmstack.model.Sha256;

import java.nio.file.Path;

/// What a step asks of the package store.
@FunctionalInterface
public interface PackageFiles {

    /// The folder with the files of a package, which nobody changes.
    ///
    /// @throws net.swarmstack.model.SwarmException where the store does not have it
    Path files(Sha256 digest);
}
