package net.swarmstack.simulator;

import net.swarmstack.engine.Attempt;
import net.swarmstack.engine.AttemptOutcome;
import net.swarmstack.engine.SandboxDemand;
import net.swarmstack.engine.StepRunner;
import net.swarmstack.engine.StopSignal;
import net.swarmstack.model.RunId;
import net.swarmstack.model.StepId;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;

import java.util.function.Consumer;

/// Executes the attempts of one process in the sandboxes of the machine.
final class VirtualRunner implements StepRunner {

    private final Owner owner;
    private final Sandboxes sandboxes;

    VirtualRunner(Owner owner, Sandboxes sandboxes) {
        this.owner = owner;
        this.sandboxes = sandboxes;
    }

    @Override
    public String sandboxId(RunId run, StepId step, int attempt, SandboxDemand demand) {
        return run + "/" + step + "/" + attempt;
    }

    @Override
    public void run(Attempt attempt, StopSignal stop, Consumer<AttemptOutcome> ended) {
        owner.refuseIfDead();
        if (owner.world().faults().happens(Fault.RUNNER_THROWS)) {
            throw new IllegalStateException("no sandbox can be made");
        }
        sandboxes.open(owner, attempt, stop, ended);
    }

    @Override
    public void reap(String sandboxId) {
        owner.refuseIfDead();
        if (owner.isRecovering() && owner.world().faults().happens(Fault.CRASH_IN_RECOVERY)) {
            owner.crash();
        }
        if (owner.world().faults().happens(Fault.REAP_FAILS)) {
            throw new SwarmException(Code.INTERNAL, "simulated: " + sandboxId + " is not gone");
        }
        sandboxes.reap(sandboxId);
    }
}
