package net.swarmstack.sandbox;

import net.swarmstack.model.Isolation;
import net.swarmstack.sandbox.SandboxDriver.Orphan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The drivers of this host, and which of them is taken. Isolation is never lowered in silence.
/// Thread-safe.
public final class SandboxDrivers {

    /// What begins the id of a sandbox that no driver makes.
    private static final String NONE = "none-";

    private final List<SandboxDriver> drivers;
    private final SandboxPolicy policy;
    private final ProbeCache probes;

    /// @param drivers the best first
    public SandboxDrivers(List<SandboxDriver> drivers, SandboxPolicy policy, ProbeCache probes) {
        this.drivers = List.copyOf(drivers);
        this.policy = policy;
        this.probes = probes;
    }

    /// All of them, the best first.
    public List<SandboxDriver> all() {
        return drivers;
    }

    /// What [#choose] says.
    public sealed interface Choice {

        /// What the id of the sandbox begins with.
        String idPrefix();

        /// There is one.
        ///
        /// @param notice what a person has to be told, where the level is lower than it would be
        record Taken(SandboxDriver driver, Optional<String> notice) implements Choice {
            @Override
            public String idPrefix() {
                return driver.idPrefix();
            }
        }

        /// There is none.
        ///
        /// @param reason what is missing, and what to do
        record Refused(String reason) implements Choice {
            @Override
            public String idPrefix() {
                return NONE;
            }
        }
    }

    /// What a sandbox is for.
    ///
    /// @param what for messages, such as `agent echo@1.0.0`
    /// @param least the weakest level that will do
    /// @param asked the level that a person asked for by name
    /// @param isBundled whether it is code that came with Swarm, unchanged
    public record Demand(
            String what, Isolation least, Optional<Isolation> asked, boolean isBundled) {}

    /// The driver for a sandbox.
    public Choice choose(Demand demand) {
        Isolation least = demand.least.and(policy.minimum());
        if (demand.asked.isPresent() && demand.asked.get().compareTo(least) < 0) {
            return new Choice.Refused(
                    "%s needs isolation %s (%s), and %s was asked for"
                            .formatted(
                                    demand.what,
                                    least.text(),
                                    least == demand.least ? "its own" : "sandbox.minimum",
                                    demand.asked.get().text()));
        }
        Isolation wanted = least.and(demand.asked.orElse(least));
        var failed = new ArrayList<String>();
        for (SandboxDriver driver : inOrder(demand.asked)) {
            if (driver.level().compareTo(wanted) >= 0 && policy.mayTake(driver, demand.asked)) {
                Optional<Probe.Unusable> trouble = probes.trouble(driver);
                if (trouble.isEmpty()) {
                    return new Choice.Taken(driver, Optional.empty());
                }
                failed.add(
                        "%s does not work here: %s. %s"
                                .formatted(
                                        driver.name(),
                                        trouble.get().reason(),
                                        trouble.get().fix()));
            }
        }
        return weakest(demand, wanted, failed);
    }

    /// Whose level is asked for comes first.
    private List<SandboxDriver> inOrder(Optional<Isolation> asked) {
        return Stream.of(true, false)
                .flatMap(first ->
                        drivers.stream().filter(d -> asked.equals(Optional.of(d.level())) == first))
                .toList();
    }

    /// Where no driver fits: bundled agents are executed at the lowest level all the same, if
    /// nobody demanded more.
    private Choice weakest(Demand demand, Isolation wanted, List<String> failed) {
        Optional<SandboxDriver> process =
                drivers.stream().filter(d -> d.level() == Isolation.PROCESS).findFirst();
        String why = failed.isEmpty() ? missing() : String.join(" ", failed);
        if (wanted != Isolation.PROCESS || demand.asked.isPresent() || !policy.isAuto()) {
            return new Choice.Refused(
                    "%s can't have isolation %s: %s".formatted(demand.what, wanted.text(), why));
        }
        return demand.isBundled && process.isPresent()
                ? new Choice.Taken(
                        process.get(),
                        Optional.of(
                                "bundled agents run at isolation process, as any program of yours: "
                                        + why))
                : new Choice.Refused(
                        "%s would not be isolated: %s To run it as any program of yours: --isolation process"
                                .formatted(demand.what, why));
    }

    private String missing() {
        return "no driver%s has it here."
                .formatted(policy.isAuto() ? "" : " that sandbox.driver names");
    }

    /// The driver of a sandbox; none where no driver here makes such.
    public Optional<SandboxDriver> of(String sandboxId) {
        return drivers.stream().filter(d -> sandboxId.startsWith(d.idPrefix())).findFirst();
    }

    /// A driver did not do what its probe had said, or may not have: the probe is asked again.
    public void forget(SandboxDriver driver) {
        probes.forget(driver);
    }

    /// As [SandboxDriver#closeAll], of every driver.
    public void closeAll() {
        drivers.parallelStream().forEach(SandboxDriver::closeAll);
    }

    /// As [SandboxDriver#orphans], of every driver.
    public List<Orphan> orphans() throws SandboxException {
        var orphans = new ArrayList<Orphan>();
        for (SandboxDriver driver : drivers) {
            orphans.addAll(driver.orphans());
        }
        return orphans;
    }

    /// As [SandboxDriver#reap]; does nothing where no driver here makes such.
    public void reap(Orphan orphan) throws SandboxException {
        Optional<SandboxDriver> driver = of(orphan.sandboxId());
        if (driver.isPresent()) {
            driver.get().reap(orphan);
        }
    }
}
