package net.swarmstack.app;

import net.swarmstack.catalog.Root;
import net.swarmstack.control.ControlServer;
import net.swarmstack.engine.Incidents;
import net.swarmstack.engine.RunOwners;
import net.swarmstack.engine.RunOwners.Owner;
import net.swarmstack.model.Reason;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;
import net.swarmstack.sandbox.SandboxDriver.Orphan;
import net.swarmstack.sandbox.SandboxDrivers;
import net.swarmstack.sandbox.SandboxException;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Ends what dead processes left beside the registry.
record Sweeper(Root root, RunOwners owners, SandboxDrivers sandboxes, Incidents incidents) {

    private static final String SUFFIX = ".sock";

    /// Where a process would best have its socket.
    Path socket(long epoch) {
        return root.owners().resolve(epoch + SUFFIX);
    }

    /// Ends the sandboxes of dead processes, and removes their sockets; what can't be done is told.
    void sweep(List<Owner> dead) {
        try {
            dead.forEach(owner -> owner.socket().ifPresent(ControlServer::sweep));
            deleteSockets();
            for (Orphan orphan : sandboxes.orphans()) {
                sandboxes.reap(orphan);
            }
        } catch (SandboxException | SwarmException e) {
            incidents.tell(Incidents.Kind.NOT_SWEPT, String.valueOf(e.getMessage()));
        }
    }

    /// Also of processes that died before they had said where their socket is, and of those whose
    /// rows are lost. Who lives stands in the table before it has a socket, so the table is read
    /// last.
    private void deleteSockets() {
        List<Path> sockets = sockets();
        Set<Path> living =
                owners.alive().stream()
                        .map(owner -> socket(owner.epoch()))
                        .collect(Collectors.toSet());
        for (Path socket : sockets) {
            try {
                if (!living.contains(socket)) {
                    Files.deleteIfExists(socket);
                }
            } catch (IOException e) {
                throw new SwarmException(
                        Code.STORE_FAILED, "can't delete " + socket + ": " + Reason.of(e), e);
            }
        }
    }

    private List<Path> sockets() {
        var found = new ArrayList<Path>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(root.owners(), "*" + SUFFIX)) {
            files.forEach(found::add);
            return found;
        } catch (IOException | DirectoryIteratorException e) {
            throw new SwarmException(
                    Code.STORE_FAILED, "can't list " + root.owners() + ": " + e.getMessage(), e);
        }
    }
}
