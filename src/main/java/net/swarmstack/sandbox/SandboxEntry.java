package net.swarmstack.sandbox;

/// What was found below a folder of a sandbox.
///
/// @param name relative to the folder, with `/` between
/// @param sizeBytes of a file
public record SandboxEntry(String name, Kind kind, long sizeBytes) {

    /// What it is.
    public enum Kind {
        /// A plain file.
        FILE,
        /// A folder that could be read.
        FOLDER,
        /// What is never read, such as a link or a pipe.
        OTHER
    }
}
