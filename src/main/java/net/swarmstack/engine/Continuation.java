package net.swarmstack.engine;

import net.swarmstack.model.Json;
import net.swarmstack.model.Nearest;
import net.swarmstack.model.RunEvent.Inherited;
import net.swarmstack.model.RunId;
import net.swarmstack.model.RunOrigin;
import net.swarmstack.model.RunStatus;
import net.swarmstack.model.StepId;
import net.swarmstack.model.StepStatus;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;
import net.swarmstack.model.WorkflowPin;
import net.swarmstack.plan.Plan;
import net.swarmstack.plan.PlannedStep;

import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Makes requests of an ended run: one that goes on where it ended, or does it again. The ended run
/// stays as it is.
///
/// | | keeps | variables | idempotency keys |
/// |---|---|---|---|
/// | resume | what succeeded, and what nobody knows the outcome of | all, as they were | the old ones |
/// | by another definition | of that, what it still has | those that were given | the old ones |
/// | retry | nothing | those that were given | new ones |
/// | retry from a step | what is upstream of that | all, as they were | new ones |
///
/// Deadlines and `retry.attempts` begin anew, and so does an agent: no checkpoint is taken over.
public final class Continuation {

    private final PastRun past;
    private final History history;
    private final ObjectNode config;
    private final ObjectNode trigger;

    private Continuation(PastRun past, History history, ObjectNode config) {
        this.past = past;
        this.history = history;
        this.config = config;
        this.trigger = (ObjectNode) history.load(past.accepted().trigger());
    }

    /// Of an ended run.
    ///
    /// @param history only read
    /// @param plans gives the plan that the run was started with
    /// @param config what `${config…}` reads
    /// @throws SwarmException `CONFLICT` where the run has not ended, `MISCONFIGURED` where it is
    ///   damaged, or this version can't go on with it
    public static Continuation of(
            RunId run, History history, PinnedPlans plans, ObjectNode config) {
        PastRun past = PastRun.of(run, history.events(run), plans);
        RunStatus status = past.state().status();
        if (!status.isFinal()) {
            throw new SwarmException(
                    Code.CONFLICT,
                    "run %s is %s: another can't go on from it before it has ended."
                                    .formatted(run, status.text())
                            + " To end it: swarm runs cancel "
                            + run);
        }
        return new Continuation(past, history, config);
    }

    /// A run by another definition.
    ///
    /// @param leftBehind what it can't take over, for the definition has no such thing, as in `step
    ///   b`
    public record Resumption(RunRequest request, List<String> leftBehind) {

        public Resumption {
            leftBehind = List.copyOf(leftBehind);
        }
    }

    /// A run that goes on where this one ended, by the definition that it began with.
    ///
    /// @param variables take the place of those that it had
    /// @throws SwarmException `CONFLICT` where it succeeded, or where steps would be executed with
    ///   the idempotency keys of others, or unasked though nobody knows what they did;
    ///   `INVALID_INPUT` where a new run would be refused
    public RunRequest resume(ObjectNode variables) {
        ObjectNode all = past.accepted().variables().deepCopy();
        return resumed(request(RunOrigin.Kind.RESUME, all.setAll(variables))).request();
    }

    /// A run that goes on where this one ended, by another definition.
    ///
    /// @param variables take the place of those that it had
    /// @throws SwarmException as [#resume(ObjectNode)]
    public Resumption resume(WorkflowPin workflow, Plan plan, ObjectNode variables) {
        ObjectNode given = given();
        RunRequest plain = request(workflow, plan, RunOrigin.Kind.RESUME, Json.object());
        ObjectNode known = constants(plain).variables();
        var leftBehind = new ArrayList<String>();
        for (String name : List.copyOf(given.propertyNames())) {
            if (!known.has(name)) {
                given.remove(name);
                leftBehind.add("variable " + name);
            }
        }
        Resumption resumed =
                resumed(request(workflow, plan, RunOrigin.Kind.RESUME, given.setAll(variables)));
        leftBehind.addAll(resumed.leftBehind());
        return new Resumption(resumed.request(), leftBehind);
    }

    /// A run that does all of it again, by the definition that it began with.
    ///
    /// @param variables take the place of those that were given
    /// @throws SwarmException `INVALID_INPUT` where a new run would be refused
    public RunRequest retry(ObjectNode variables) {
        return request(RunOrigin.Kind.RETRY, given().setAll(variables));
    }

    /// A run that does a step and all but what is upstream of it again, by the definition that it
    /// began with.
    ///
    /// @param step the id
    /// @param variables take the place of those that it had
    /// @throws SwarmException `NOT_FOUND` where there is no such step, `CONFLICT` where one that it
    ///   needs has no outputs to keep
    public RunRequest retryFrom(String step, ObjectNode variables) {
        Set<StepId> upstream = upstream(planned(step));
        var inherited = new ArrayList<Inherited>();
        for (PlannedStep needed : past.plan().steps()) {
            if (!upstream.contains(needed.id())) {
                continue;
            }
            StepStatus status = past.state().step(needed.id()).status();
            switch (status) {
                case SUCCEEDED ->
                        past.legacy(needed.id())
                                .map(legacy -> new Inherited(needed.id(), legacy))
                                .ifPresent(inherited::add);
                case SKIPPED -> {}
                case PENDING, RUNNING, WAITING, FAILED, CANCELLED, TIMED_OUT, BUDGET_EXHAUSTED ->
                        throw noOutputs(step, needed.id(), status);
            }
        }
        ObjectNode all = past.accepted().variables().deepCopy();
        return inheriting(request(RunOrigin.Kind.RETRY, all.setAll(variables)), inherited);
    }

    private PlannedStep planned(String step) {
        return past.plan().steps().stream()
                .filter(planned -> planned.id().value().equals(step))
                .findFirst()
                .orElseThrow(() ->
                        new SwarmException(
                                Code.NOT_FOUND,
                                Nearest.unknown(
                                        past.accepted().workflow().reference(),
                                        "step",
                                        step,
                                        past.plan().steps().stream()
                                                .map(planned -> planned.id().value())
                                                .toList())));
    }

    private Set<StepId> upstream(PlannedStep step) {
        var upstream = new HashSet<StepId>();
        var toVisit = new ArrayDeque<>(step.needs());
        while (!toVisit.isEmpty()) {
            StepId needed = toVisit.remove();
            if (upstream.add(needed)) {
                toVisit.addAll(past.plan().step(needed).needs());
            }
        }
        return upstream;
    }

    private SwarmException noOutputs(String step, StepId needed, StepStatus status) {
        return new SwarmException(
                Code.CONFLICT,
                "step %s of run %s needs step %s, which has no outputs to keep: it is %s."
                                .formatted(step, past.id(), needed, status.text())
                        + " Do that again too: swarm runs retry %s --from %s"
                                .formatted(past.id(), needed));
    }

    private Resumption resumed(RunRequest request) {
        if (past.state().status() == RunStatus.SUCCEEDED) {
            throw new SwarmException(
                    Code.CONFLICT,
                    "run %s has already succeeded. To do it again: swarm runs retry %s"
                            .formatted(past.id(), past.id()));
        }
        var legacy = new Legacy(past, request.plan(), constants(request), history);
        return new Resumption(inheriting(request, legacy.inherited()), legacy.leftBehind());
    }

    /// The variables that the run was started with: those that are not as its definition makes
    /// them.
    private ObjectNode given() {
        ObjectNode made = constants(request(RunOrigin.Kind.RESUME, Json.object())).variables();
        ObjectNode given = Json.object();
        past.accepted()
                .variables()
                .propertyStream()
                .filter(had -> !Legacy.areSame(had.getValue(), made.path(had.getKey())))
                .forEach(had -> given.set(had.getKey(), had.getValue()));
        return given;
    }

    private RunInputs.Constants constants(RunRequest request) {
        return RunInputs.constants(
                request, Resolver.runScope(past.id(), request.workflow(), past.at()), config);
    }

    private RunRequest request(RunOrigin.Kind kind, ObjectNode variables) {
        return request(past.accepted().workflow(), past.plan(), kind, variables);
    }

    private RunRequest request(
            WorkflowPin workflow, Plan plan, RunOrigin.Kind kind, ObjectNode variables) {
        Optional<RunId> keys =
                switch (kind) {
                    case RESUME -> Optional.of(past.keys());
                    case RETRY -> Optional.empty();
                };
        return new RunRequest(
                workflow,
                plan,
                past.accepted().triggerType(),
                trigger,
                variables,
                past.accepted().isolation(),
                Optional.of(new RunRequest.Origin(kind, past.id(), keys)),
                List.of());
    }

    private static RunRequest inheriting(RunRequest request, List<Inherited> inherited) {
        return new RunRequest(
                request.workflow(),
                request.plan(),
                request.triggerType(),
                request.trigger(),
                request.variables(),
                request.isolation(),
                request.origin(),
                inherited);
    }
}
