package net.swarmstack.catalog;

import net.swarmstack.catalog.Registration.OnConflict;
import net.swarmstack.model.IdSource;
import net.swarmstack.model.Reason;
import net.swarmstack.model.Sha256;
import net.swarmstack.packages.Durable;
import net.swarmstack.packages.PackageStore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Registers the bundled agents and workflows in a root. From a copy of the bundled files, for what
/// stands in the root may be a person's.
final class BundleRegistration {

    private final Root root;
    private final PackageStore packages;
    private final AgentRegistrar agents;
    private final WorkflowRegistrar workflows;
    private final SortedMap<String, String> archives = new TreeMap<>();

    BundleRegistration(Root root, CatalogStore store, IdSource ids, InstantSource clock) {
        this.root = root;
        this.packages = new PackageStore(root.packages());
        this.agents = new AgentRegistrar(store, packages, ids, clock);
        this.workflows = new WorkflowRegistrar(store, ids, clock);
    }

    /// @param bundled by the names below `bundled/`
    List<Registration> run(Map<String, byte[]> bundled, BundleInstall install) {
        try {
            Path copy = Files.createTempDirectory(root.registry(), ".bundled-");
            try {
                for (var file : bundled.entrySet()) {
                    Path target = copy.resolve(file.getKey());
                    Files.createDirectories(target.resolveSibling(""));
                    Files.write(target, file.getValue());
                }
                return register(copy, install);
            } finally {
                Durable.deleteTree(copy);
            }
        } catch (IOException e) {
            throw Reason.refusal("can't register what is bundled", e);
        }
    }

    /// The digests of the bundled packages' archives, by their path below the root.
    SortedMap<String, String> archives() {
        return archives;
    }

    private List<Registration> register(Path copy, BundleInstall install) {
        var registrations = new ArrayList<Registration>();
        Path agentsCopy = copy.resolve("agents");
        for (var file : DefinitionFile.in(agentsCopy, DefinitionFile.AGENT)) {
            Path path = root.agents().resolve(agentsCopy.relativize(file.folder()));
            registrations.add(agents.register(file, path, onConflict(copy, file, install)));
            Sha256 digest = packages.add(file.folder());
            archives.put(
                    root.folder().relativize(packages.archive(digest)).toString(), digest.hex());
        }
        Path workflowsCopy = copy.resolve("workflows");
        for (var file : DefinitionFile.in(workflowsCopy, DefinitionFile.WORKFLOW)) {
            Path path = root.workflows().resolve(workflowsCopy.relativize(file.file()));
            registrations.add(workflows.register(file, path, onConflict(copy, file, install)));
        }
        return registrations;
    }

    private static OnConflict onConflict(Path copy, DefinitionFile file, BundleInstall install) {
        return install.isKept(copy.relativize(file.file()).toString())
                ? OnConflict.KEEP
                : OnConflict.UPGRADE;
    }
}
