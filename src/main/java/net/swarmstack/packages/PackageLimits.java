package net.swarmstack.packages;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// How much a package may hold.
///
/// @param totalBytes of all files
/// @param fileBytes of one file
/// @param entries files and folders
record PackageLimits(long totalBytes, long fileBytes, int entries) {

    /// What is promised to users: 256 MiB in all, 64 MiB a file, 10,000 entries.
    static final PackageLimits STANDARD = new PackageLimits(256L << 20, 64L << 20, 10_000);

    private static final int PATH_BYTES = 1024;
    private static final int NAME_BYTES = 255;
    private static final int DEPTH = 64;

    /// What stands in place of bytes that are no UTF-8.
    private static final char REPLACEMENT = '\uFFFD';

    /// What is wrong with the path of an entry, as in `has a path over 1,024 bytes`.
    ///
    /// @param path relative to the package, without a `/` at the end
    static Optional<String> problemOf(String path) {
        String[] names = path.split("/", -1);
        if (path.indexOf(REPLACEMENT) >= 0) {
            return Optional.of("has a name that is no UTF-8");
        }
        if (bytes(path) > PATH_BYTES) {
            return Optional.of("has a path over %,d bytes".formatted(PATH_BYTES));
        }
        if (names.length > DEPTH) {
            return Optional.of("is more than %d folders deep".formatted(DEPTH));
        }
        for (String name : names) {
            if (bytes(name) > NAME_BYTES) {
                return Optional.of("has a name over %d bytes".formatted(NAME_BYTES));
            }
        }
        return Optional.empty();
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /// As in `at most 256 MiB in all, 64 MiB a file, 10,000 entries`.
    @Override
    public String toString() {
        return "at most %,d MiB in all, %,d MiB a file, %,d entries"
                .formatted(totalBytes >> 20, fileBytes >> 20, entries);
    }
}
