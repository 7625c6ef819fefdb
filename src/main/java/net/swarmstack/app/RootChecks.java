package net.swarmstack.app;

import net.swarmstack.catalog.AgentRow;
import net.swarmstack.catalog.Root;
import net.swarmstack.model.Excerpt;
import net.swarmstack.model.Reason;
import net.swarmstack.model.Sha256;
import net.swarmstack.model.SwarmException;
import net.swarmstack.packages.PackageStore;
import net.swarmstack.registry.ReadOnlyRegistry;
import net.swarmstack.registry.Registry;
import net.swarmstack.registry.Verdict;
import net.swarmstack.sandbox.Probe;
import net.swarmstack.sandbox.SandboxDriver;
import net.swarmstack.sandbox.SandboxDrivers;
import net.swarmstack.sandbox.SandboxException;
import net.swarmstack.sandbox.SandboxPolicy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Whether a root is whole.
final class RootChecks {

    private final Root root;
    private final Map<String, String> environment;
    private final boolean verify;
    private final List<Finding> findings = new ArrayList<>();

    RootChecks(Root root, Map<String, String> environment, boolean verify) {
        this.root = root;
        this.environment = environment;
        this.verify = verify;
    }

    List<Finding> findings() {
        try {
            Root.requireNotLost(root.database());
            if (!root.exists()) {
                return List.of(
                        Finding.warn(
                                "root", "no root at " + root.folder(), "Make one: swarm init"));
            }
            root.requireOwner();
        } catch (SwarmException e) {
            return List.of(Finding.fail("root", e)); // what is in it can't be read
        }
        check("root", this::rights);
        check("config", this::config);
        try (ReadOnlyRegistry registry = Registry.openReadOnly(root.database(), root.blobs())) {
            check("database", () -> database(registry));
            if (verify) {
                verify(registry);
            }
            check("packages", () -> packages(registry.catalog().agents()));
        }
        Config config = usableConfig();
        SandboxDrivers drivers = HostSandboxes.of(root, environment, config).drivers();
        drivers.all()
                .forEach(driver -> check("sandbox", () -> sandbox(driver, config.sandboxes())));
        check("leftovers", () -> leftovers(drivers));
        return findings;
    }

    private void check(String name, Supplier<Finding> check) {
        try {
            findings.add(check.get());
        } catch (SwarmException e) {
            findings.add(Finding.fail(name, e));
        }
    }

    private Finding rights() {
        try {
            boolean isOpen =
                    Files.getPosixFilePermissions(root.registry()).stream()
                            .anyMatch(RootChecks::isOfOthers);
            return isOpen
                    ? Finding.warn(
                            "root",
                            root.registry() + " is open to other users",
                            "chmod go-rwx " + root.registry())
                    : Finding.ok("root", root.folder() + ", yours alone");
        } catch (IOException e) {
            return Finding.fail(
                    "root",
                    "can't read the rights of " + root.registry() + ": " + Reason.of(e),
                    "");
        }
    }

    private static boolean isOfOthers(PosixFilePermission permission) {
        return switch (permission) {
            case OWNER_READ, OWNER_WRITE, OWNER_EXECUTE -> false;
            case GROUP_READ,
                    GROUP_WRITE,
                    GROUP_EXECUTE,
                    OTHERS_READ,
                    OTHERS_WRITE,
                    OTHERS_EXECUTE ->
                    true;
        };
    }

    /// What is configured; the defaults where that can't be used, which is a finding of its own.
    private Config usableConfig() {
        try {
            return readConfig();
        } catch (SwarmException e) {
            return Config.defaults(Runtime.getRuntime().availableProcessors());
        }
    }

    private Config readConfig() {
        Config config = Config.of(root);
        new Runtimes(root, environment).searchPath(config); // refuses what can't be executed
        return config;
    }

    private Finding config() {
        Config config = readConfig();
        return Finding.ok("config", root.configFile() + ": " + config.slots() + " sandbox slots");
    }

    private Finding database(ReadOnlyRegistry registry) {
        List<String> damage = registry.damage(verify);
        return damage.isEmpty()
                ? Finding.ok(
                        "database", root.database() + ": whole, schema " + registry.schemaVersion())
                : Finding.fail(
                        "database",
                        root.database() + " is damaged: " + Excerpt.line(damage.getFirst()),
                        Root.RESTORE);
    }

    private void verify(ReadOnlyRegistry registry) {
        try {
            registry.verify().stream().map(RootChecks::finding).forEach(findings::add);
        } catch (SwarmException e) {
            findings.add(Finding.fail("history", e));
        }
    }

    private static Finding finding(Verdict verdict) {
        return verdict.count() == 0
                ? Finding.ok(verdict.check(), verdict.text())
                : Finding.fail(verdict.check(), verdict.text(), verdict.remedy());
    }

    private Finding packages(List<AgentRow> agents) {
        var store = new PackageStore(root.packages());
        List<AgentRow> stored = agents.stream().filter(row -> !row.digest().isEmpty()).toList();
        for (AgentRow agent : stored) {
            Optional<Finding> damage = damage(store, agent);
            if (damage.isPresent()) {
                return damage.get();
            }
        }
        return stored.size() == agents.size()
                ? Finding.ok("packages", "whole, of " + stored.size() + " agents")
                : Finding.warn(
                        "packages",
                        (agents.size() - stored.size())
                                + " agents were registered by another Swarm, without their"
                                + " packages",
                        "Register them again: swarm agent register PATH");
    }

    private static Optional<Finding> damage(PackageStore store, AgentRow agent) {
        var digest = new Sha256(agent.digest());
        String what = "the package of " + agent.reference() + " is damaged: ";
        Optional<String> damage = store.damage(digest);
        if (damage.isPresent()) {
            return Optional.of(
                    Finding.fail(
                            "packages",
                            what + damage.get(),
                            "Register the agent again, from %s, or put the folder back from a copy"
                                    .formatted(agent.path())));
        }
        return store.damageOfFiles(digest)
                .map(how ->
                        Finding.fail(
                                "packages",
                                what + how,
                                "Delete that folder, after chmod -R u+w: it is unpacked again"));
    }

    private static Finding sandbox(SandboxDriver driver, SandboxPolicy policy) {
        String what = "%s (isolation %s)".formatted(driver.name(), driver.level().text());
        return switch (driver.probe()) {
            case Probe.Usable(var capabilities) ->
                    Finding.ok(
                            "sandbox",
                            (what + ": works. " + String.join(" ", capabilities.notEnforced()))
                                    .strip());
            case Probe.Unusable(String reason, String fix) ->
                    policy.driver().equals(driver.name())
                            ? Finding.fail("sandbox", what + ": " + reason, fix)
                            : Finding.warn("sandbox", what + ": " + reason, fix);
        };
    }

    private Finding leftovers(SandboxDrivers drivers) {
        try {
            int count = drivers.orphans().size();
            return count == 0
                    ? Finding.ok("leftovers", "no sandboxes of dead processes")
                    : Finding.warn(
                            "leftovers",
                            (count == 1 ? "a sandbox" : count + " sandboxes")
                                    + " of dead processes in "
                                    + root.sandboxes(),
                            "End what still executes in them, and delete their folders");
        } catch (SandboxException e) {
            return Finding.fail("leftovers", String.valueOf(e.getMessage()), "");
        }
    }
}
