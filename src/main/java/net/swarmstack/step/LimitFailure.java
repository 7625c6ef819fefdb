package net.swarmstack.step;

import net.swarmstack.definition.AgentManifest;
import net.swarmstack.model.Failure;
import net.swarmstack.sandbox.SandboxStats;

/// What is said of an agent that was stopped by a limit.
final class LimitFailure {

    private LimitFailure() {}

    static Failure of(SandboxStats.Limit limit, AgentManifest agent) {
        return switch (limit) {
            case MEMORY ->
                    new Failure(
                            Failure.Type.OOM,
                            "used more than its runtime.memory_mb of %,d"
                                    .formatted(agent.runtime().memoryMb()));
            case PROCESSES ->
                    new Failure(
                            Failure.Type.PIDS,
                            "started more than its limits.processes of %,d, threads counted"
                                    .formatted(agent.limits().processes()));
            case DISK ->
                    new Failure(
                            Failure.Type.DISK,
                            "wrote more than its limits.disk_mb of %,d"
                                    .formatted(agent.limits().diskBytes() >> 20));
        };
    }
}
