package net.swarmstack.step;

import net.swarmstack.engine.SandboxDemand;
import net.swarmstack.model.AgentPin;
import net.swarmstack.sandbox.SandboxDrivers;

import java.util.function.Predicate;

/// Which driver makes the sandbox of a step.
///
/// @param isBundled whether an agent came with Swarm, unchanged
public record SandboxChooser(SandboxDrivers drivers, Predicate<AgentPin> isBundled) {

    /// The driver, or why there is none.
    public SandboxDrivers.Choice choose(SandboxDemand demand) {
        return drivers.choose(
                new SandboxDrivers.Demand(
                        "agent " + demand.agent().reference(),
                        demand.least(),
                        demand.asked(),
                        isBundled.test(demand.agent())));
    }
}
