package net.swarmstack.sandbox;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/// The sandbox wanted.
///
/// @param id what it is known by, on the host and in the registry; begins with the driver's prefix
/// @param packageFolder the folder on the host that is `package/` inside, read-only
/// @param programFiles of the [Program] that it will execute
/// @param limits what it may use
public record SandboxSpec(
        String id, Path packageFolder, List<Path> programFiles, SandboxLimits limits) {

    private static final Pattern ID = Pattern.compile("[a-z]+-[a-z0-9-]{1,56}");

    /// @throws IllegalArgumentException where the id could not name a folder
    public SandboxSpec {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("not a sandbox id: " + id);
        }
        packageFolder = packageFolder.toAbsolutePath();
        programFiles = List.copyOf(programFiles);
    }
}
