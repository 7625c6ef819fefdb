package net.swarmstack.packages;

import java.io.IOException;

/// An archive that is none of a package.
final class BadArchiveException extends IOException {

    private static final long serialVersionUID = 1;

    /// @param message what is wrong, to stand behind the name of the archive
    BadArchiveException(String message) {
        super(message);
    }
}
