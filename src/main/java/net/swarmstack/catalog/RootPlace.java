package net.swarmstack.catalog;

import net.swarmstack.model.Reason;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Whether a root can be where somebody wants it, in words that say what is in the way there.
final class RootPlace {

    private RootPlace() {}

    /// Refuses a place where a link leads nowhere, or a file is in the way.
    ///
    /// @throws SwarmException `MISCONFIGURED`
    static void requirePossible(Path root) {
        for (Path at = root; at != null && !Files.isDirectory(at); at = at.getParent()) {
            if (Files.isSymbolicLink(at) && !Files.exists(at)) {
                throw impossible(
                        root,
                        at + " is a link to " + target(at) + ", which does not exist",
                        "Make that folder, or name another with --root DIR.");
            }
            if (Files.exists(at)) {
                throw impossible(
                        root,
                        at + " is no folder",
                        "Move it away, or name another with --root DIR.");
            }
        }
    }

    /// Why a root could not be made though its place is possible.
    static SwarmException notMade(Path root, IOException e) {
        if (e instanceof NoSuchFileException missing) {
            // As in /proc: what it would lie in is there, and yet nothing can be made in that.
            Path folder = Path.of(String.valueOf(missing.getFile()));
            if (root.startsWith(folder)) {
                return impossible(
                        root,
                        "no folder can be made in " + folder.resolveSibling(""),
                        "Name another with --root DIR.");
            }
        }
        return Reason.refusal("can't make the root " + root, e);
    }

    private static SwarmException impossible(Path root, String why, String remedy) {
        return new SwarmException(
                Code.MISCONFIGURED, "no root can be at " + root + ": " + why + ". " + remedy);
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return "nothing that can be read";
        }
    }
}
