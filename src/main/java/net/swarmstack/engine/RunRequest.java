package net.swarmstack.engine;

import net.swarmstack.model.Isolation;
import net.swarmstack.model.RunEvent.Inherited;
import net.swarmstack.model.RunId;
import net.swarmstack.model.RunOrigin;
import net.swarmstack.model.WorkflowPin;
import net.swarmstack.plan.Plan;

import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.Optional;

/// What a run is started with.
///
/// @param triggerType `manual`
/// @param trigger the data that `${trigger…}` reads
/// @param variables take the place of the workflow's own of the same names
/// @param isolation what the sandboxes of every step are to have, where it is asked for by name
/// @param origin the ended run that it goes on from, where it does
/// @param inherited what it takes over from that
public record RunRequest(
        WorkflowPin workflow,
        Plan plan,
        String triggerType,
        ObjectNode trigger,
        ObjectNode variables,
        Optional<Isolation> isolation,
        Optional<Origin> origin,
        List<Inherited> inherited) {

    public RunRequest {
        inherited = List.copyOf(inherited);
    }

    /// Of a run that goes on from no other.
    public RunRequest(
            WorkflowPin workflow,
            Plan plan,
            String triggerType,
            ObjectNode trigger,
            ObjectNode variables) {
        this(
                workflow,
                plan,
                triggerType,
                trigger,
                variables,
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    /// The same, with an isolation asked for by name.
    public RunRequest with(Isolation asked) {
        return new RunRequest(
                workflow,
                plan,
                triggerType,
                trigger,
                variables,
                Optional.of(asked),
                origin,
                inherited);
    }

    /// The ended run.
    ///
    /// @param keys the run by whose id it made idempotency keys, where they are to be kept
    public record Origin(RunOrigin.Kind kind, RunId run, Optional<RunId> keys) {

        RunOrigin of(RunId id) {
            return new RunOrigin(kind, run, keys.orElse(id));
        }
    }
}
