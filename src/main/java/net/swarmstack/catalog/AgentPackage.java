package net.swarmstack.catalog;

import net.swarmstack.definition.AgentManifest;
import net.swarmstack.model.Reason;
import net.swarmstack.model.Sha256;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;
import net.swarmstack.packages.PackageFile;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.Optional;

/// The package of an agent as a file to give away.
///
/// @param reference of the agent, as in `greet@1.0.0`
/// @param digest that it has when it is registered
public record AgentPackage(Path file, String reference, Sha256 digest) {

    private static final String ENDING = ".tar.gz";

    /// Packs the folder of an agent.
    ///
    /// @param path the folder, or the `agent.yaml` in it
    /// @param target the file to write; `NAME-VERSION.tar.gz` here where none is given
    /// @param overwrites whether a file that is there is replaced
    /// @throws SwarmException `NOT_FOUND` where there is no agent, `INVALID_DEFINITION` with every
    ///   problem, `CONFLICT` where the file is there, `USAGE` where it has another ending or would
    ///   stand in the package itself
    public static AgentPackage pack(Path path, Optional<Path> target, boolean overwrites) {
        DefinitionFile definition = DefinitionFile.ofAgent(path);
        AgentManifest manifest = AgentRegistrar.manifest(definition);
        Path file = target.orElse(Path.of(manifest.name() + "-" + manifest.version() + ENDING));
        if (!file.toString().endsWith(ENDING)) {
            throw new SwarmException(
                    Code.USAGE, file + " is no name for a package: expected one in " + ENDING);
        }
        try {
            Sha256 digest = PackageFile.write(definition.folder(), file, overwrites);
            return new AgentPackage(file, manifest.reference(), digest);
        } catch (FileAlreadyExistsException e) {
            throw new SwarmException(
                    Code.CONFLICT, file + " is there. Use --force to write it anew.", e);
        } catch (IOException e) {
            throw Reason.refusal("can't write " + file, e);
        }
    }
}
