package net.swarmstack.registry;

import net.swarmstack.model.Reason;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;
import net.swarmstack.packages.Durable;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.sql.SQLException;

/// Copies of a registry, each one file, which only its owner may read.
final class Backup {

    private Backup() {}

    /// Copies the registry as it stands when the call begins, whole or not at all; others may read
    /// and write it meanwhile.
    ///
    /// @throws SwarmException `CONFLICT` where the file is there, `NOT_FOUND` where its folder is
    ///   not, `DISK_FULL` where there is no room for it, as [Schema#requireKnown] where it is no
    ///   registry that this version of Swarm knows
    static void write(Database registry, Path file) {
        Path folder = file.toAbsolutePath().resolveSibling("");
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw isThere(file);
        }
        if (!Files.isDirectory(folder)) {
            throw new SwarmException(
                    Code.NOT_FOUND, "no folder " + folder + " for the backup: make it first");
        }
        try (var statements = new Statements(registry.openReader())) {
            Schema.requireKnown(statements, registry.file());
            Path temporary = Files.createTempFile(folder, ".new-", "");
            temporary.toFile().deleteOnExit(); // Ctrl-C passes over what is below
            try {
                copy(statements, temporary);
                Files.move(temporary, file);
                Durable.sync(folder);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (FileAlreadyExistsException e) {
            throw isThere(file);
        } catch (SQLException e) {
            throw SqlFailure.of("back up " + registry.file() + " to " + file, e);
        } catch (IOException e) {
            throw new SwarmException(
                    Code.STORE_FAILED, "can't write " + file + ": " + Reason.of(e), e);
        }
    }

    /// Copies a database into an empty file; durable when the call returns.
    static void copy(Statements from, Path empty) throws SQLException, IOException {
        from.update("VACUUM INTO ?", empty.toString());
        Durable.sync(empty);
    }

    private static SwarmException isThere(Path file) {
        return new SwarmException(
                Code.CONFLICT, file + " is there, and no backup is written over. Name another.");
    }
}
