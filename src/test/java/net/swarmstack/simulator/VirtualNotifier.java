package net.swarmstack.simulator;

import net.swarmstack.engine.Notifier;
import net.swarmstack.model.RunId;

import tools.jackson.databind.JsonNode;

/// Tells nobody.
final class VirtualNotifier implements Notifier {

    private final Owner owner;
    private final Faults faults;

    VirtualNotifier(Owner owner, Faults faults) {
        this.owner = owner;
        this.faults = faults;
    }

    @Override
    public String type() {
        return "log";
    }

    @Override
    public void notify(RunId run, JsonNode settings) {
        owner.refuseIfDead();
        if (faults.happens(Fault.NOTIFY_FAILS)) {
            throw new IllegalStateException("nobody is there");
        }
    }
}
