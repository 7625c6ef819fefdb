package net.swarmstack.packages;

/// How much a package may hold.
///
/// @param totalBytes of all files
/// @param fileBytes of one file
/// @param entries files and folders
record PackageLimits(long totalBytes, long fileBytes, int entries) {

    /// What is promised to users: 256 MiB in all, 64 MiB a file, 10,000 entries.
    static final PackageLimits STANDARD = new PackageLimits(256L << 20, 64L << 20, 10_000);
}
