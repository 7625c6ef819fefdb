package net.swarmstack.app;

import net.swarmstack.catalog.Root;
import net.swarmstack.catalog.RootInitializer;
import net.swarmstack.engine.SandboxDemand;
import net.swarmstack.model.Isolation;
import net.swarmstack.model.Sha256;
import net.swarmstack.model.StepId;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;
import net.swarmstack.plan.Plan;
import net.swarmstack.plan.PlannedStep;
import net.swarmstack.sandbox.ProbeCache;
import net.swarmstack.sandbox.SandboxDrivers;
import net.swarmstack.sandbox.SandboxDrivers.Choice;
import net.swarmstack.sandbox.SearchPath;
import net.swarmstack.sandbox.Spawner;
import net.swarmstack.sandbox.bubblewrap.BubblewrapKind;
import net.swarmstack.sandbox.host.HostDriver;
import net.swarmstack.sandbox.host.HostPrograms;
import net.swarmstack.sandbox.host.HostSandboxKind;
import net.swarmstack.sandbox.process.ProcessKind;
import net.swarmstack.step.SandboxChooser;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.stream.Stream;

/// The drivers of a root on this host, and what they say to a plan.
final class HostSandboxes {

    /// Agents in Java run on the JVM that runs Swarm: it is there, and no older than Swarm demands.
    private static final Path OWN_JAVA = Path.of(System.getProperty("java.home"), "bin");

    private final SandboxDrivers drivers;
    private final SandboxChooser chooser;

    private HostSandboxes(SandboxDrivers drivers, SandboxChooser chooser) {
        this.drivers = drivers;
        this.chooser = chooser;
    }

    /// The drivers of a root.
    ///
    /// @param environment of this process
    /// @param config of the root
    static HostSandboxes of(Root root, Map<String, String> environment, Config config) {
        return in(root.sandboxes(), root, environment, config);
    }

    /// The same, with another folder for what they make.
    static HostSandboxes in(Path base, Root root, Map<String, String> environment, Config config) {
        var spawner = new Spawner();
        SearchPath path = new Runtimes(root, environment).searchPath(config).andFirst(OWN_JAVA);
        var programs = new HostPrograms(path, environment, spawner);
        ThreadFactory threads = Thread.ofPlatform().daemon().name("output-", 0).factory();
        List<HostSandboxKind> kinds =
                List.of(new BubblewrapKind(path, programs), new ProcessKind(programs));
        var drivers =
                new SandboxDrivers(
                        HostDriver.create(kinds, base, spawner, threads),
                        config.sandboxes(),
                        new ProbeCache(base.resolveSibling("")));
        Set<Sha256> bundled = RootInitializer.bundledPackages(root);
        return new HostSandboxes(
                drivers, new SandboxChooser(drivers, agent -> bundled.contains(agent.digest())));
    }

    SandboxDrivers drivers() {
        return drivers;
    }

    SandboxChooser chooser() {
        return chooser;
    }

    /// Why some demands can't be met here, each reason once.
    Set<String> refusals(Stream<SandboxDemand> demands) {
        var reasons = new LinkedHashSet<String>();
        demands.map(chooser::choose)
                .forEach(choice -> {
                    if (choice instanceof Choice.Refused(var reason)) {
                        reasons.add(reason);
                    }
                });
        return reasons;
    }

    /// The driver of each step of a plan.
    ///
    /// @param asked the isolation that a person asks for by name
    /// @param notices what a person has to be told is added to them
    /// @throws SwarmException `MISCONFIGURED` where a step has none, and why
    Map<StepId, String> driversOf(Plan plan, Optional<Isolation> asked, Set<String> notices) {
        var names = new LinkedHashMap<StepId, String>();
        var refusals = new LinkedHashSet<String>();
        for (PlannedStep step : plan.steps()) {
            var demand = new SandboxDemand(step.agent(), step.isolation(), asked);
            switch (chooser.choose(demand)) {
                case Choice.Taken(var driver, var notice) -> {
                    notice.ifPresent(notices::add);
                    names.put(step.id(), driver.name());
                }
                case Choice.Refused(var reason) -> refusals.add(reason);
            }
        }
        if (!refusals.isEmpty()) {
            throw new SwarmException(Code.MISCONFIGURED, String.join("\n", refusals));
        }
        return names;
    }
}
