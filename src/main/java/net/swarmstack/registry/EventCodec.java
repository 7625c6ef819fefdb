package net.swarmstack.registry;

import net.swarmstack.model.AgentPin;
import net.swarmstack.model.Failure;
import net.swarmstack.model.Isolation;
import net.swarmstack.model.Json;
import net.swarmstack.model.RunEvent;
import net.swarmstack.model.RunEvent.AttemptFailed;
import net.swarmstack.model.RunEvent.AttemptLeft;
import net.swarmstack.model.RunEvent.AttemptLost;
import net.swarmstack.model.RunEvent.AttemptStarted;
import net.swarmstack.model.RunEvent.AttemptSucceeded;
import net.swarmstack.model.RunEvent.CancelRequested;
import net.swarmstack.model.RunEvent.HandlerFinished;
import net.swarmstack.model.RunEvent.Inherited;
import net.swarmstack.model.RunEvent.ItemsCollected;
import net.swarmstack.model.RunEvent.OutcomeDecided;
import net.swarmstack.model.RunEvent.OutputsResolved;
import net.swarmstack.model.RunEvent.Resolution;
import net.swarmstack.model.RunEvent.Resolved;
import net.swarmstack.model.RunEvent.Result;
import net.swarmstack.model.RunEvent.RetryDue;
import net.swarmstack.model.RunEvent.RunAccepted;
import net.swarmstack.model.RunEvent.RunDeadlinePassed;
import net.swarmstack.model.RunEvent.RunFinished;
import net.swarmstack.model.RunEvent.StepDeadlinePassed;
import net.swarmstack.model.RunStatus;
import net.swarmstack.model.Sha256;
import net.swarmstack.model.StepId;
import net.swarmstack.model.Timestamps;
import net.swarmstack.model.WorkflowPin;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Run events as the columns `type` and `data` hold them, and back. By hand, for what is written
/// once is read by every later version: a name here never changes. Durations and times are kept to
/// the millisecond.
final class EventCodec {

    private EventCodec() {}

    /// The name in the column `type`.
    static String type(RunEvent event) {
        return switch (event) {
            case RunAccepted _ -> "RunAccepted";
            case Inherited _ -> "Inherited";
            case Resolved _ -> "Resolved";
            case AttemptStarted _ -> "AttemptStarted";
            case AttemptSucceeded _ -> "AttemptSucceeded";
            case AttemptFailed _ -> "AttemptFailed";
            case AttemptLeft _ -> "AttemptLeft";
            case AttemptLost _ -> "AttemptLost";
            case OutcomeDecided _ -> "OutcomeDecided";
            case ItemsCollected _ -> "ItemsCollected";
            case RetryDue _ -> "RetryDue";
            case StepDeadlinePassed _ -> "StepDeadlinePassed";
            case RunDeadlinePassed _ -> "RunDeadlinePassed";
            case CancelRequested _ -> "CancelRequested";
            case OutputsResolved _ -> "OutputsResolved";
            case RunFinished _ -> "RunFinished";
            case HandlerFinished _ -> "HandlerFinished";
        };
    }

    /// The object in the column `data`.
    static ObjectNode data(RunEvent event) {
        ObjectNode data = Json.object();
        switch (event) {
            case RunAccepted accepted -> putAccepted(data, accepted);
            case Inherited(var step, var inheritance) ->
                    ContinuationCodec.putInheritance(data.put("step", step.value()), inheritance);
            case Resolved(var step, var resolution) ->
                    putResolution(data.put("step", step.value()), resolution);
            case AttemptStarted(var step, var attempt, var sandboxId, var deadline) ->
                    putAttempt(data, step, attempt)
                            .put("sandbox_id", sandboxId)
                            .put("deadline", Timestamps.format(deadline));
            case AttemptSucceeded(var step, var attempt, var outputs, var stats, var remains) -> {
                PayloadCodec.put(putAttempt(data, step, attempt), "outputs", outputs);
                AttemptCodec.putStats(data, stats);
                AttemptCodec.putRemains(data, remains);
            }
            case AttemptFailed failed -> {
                putFailure(putAttempt(data, failed.step(), failed.attempt()), failed.failure());
                AttemptCodec.putStats(data, failed.stats());
                AttemptCodec.putRemains(data, failed.remains());
                data.put("jitter", failed.jitter());
            }
            case AttemptLeft(var step, var attempt) -> putAttempt(data, step, attempt);
            case AttemptLost(var step, var attempt) -> putAttempt(data, step, attempt);
            case OutcomeDecided(var step, var attempt, var verdict) ->
                    ContinuationCodec.putVerdict(putAttempt(data, step, attempt), verdict);
            case RetryDue(var step, var attempt) -> putAttempt(data, step, attempt);
            case StepDeadlinePassed(var step) -> data.put("step", step.value());
            case RunDeadlinePassed(), CancelRequested() -> {}
            case ItemsCollected(var step, var result) ->
                    putResult(data.put("step", step.value()), result);
            case OutputsResolved(var result) -> putResult(data, result);
            case RunFinished(var status, var error, var errorStep) -> {
                data.put("status", status.text());
                error.ifPresent(failure -> putFailure(data, failure));
                errorStep.ifPresent(step -> data.put("error_step", step.value()));
            }
            case HandlerFinished(var handler, var failure) -> {
                data.put("handler", handler);
                failure.ifPresent(why -> putFailure(data, why));
            }
        }
        return data;
    }

    /// The event of a row.
    ///
    /// @throws IllegalArgumentException where the row is none that this class wrote
    static RunEvent event(String type, JsonNode data) {
        return switch (type) {
            case "RunAccepted" -> accepted(data);
            case "Inherited" -> new Inherited(step(data), ContinuationCodec.inheritance(data));
            case "Resolved" -> new Resolved(step(data), resolution(data));
            case "AttemptStarted" ->
                    new AttemptStarted(
                            step(data),
                            attempt(data),
                            text(data, "sandbox_id"),
                            Timestamps.parse(text(data, "deadline")));
            case "AttemptSucceeded" ->
                    new AttemptSucceeded(
                            step(data),
                            attempt(data),
                            PayloadCodec.get(data, "outputs"),
                            AttemptCodec.stats(data),
                            AttemptCodec.remains(data));
            case "AttemptFailed" ->
                    new AttemptFailed(
                            step(data),
                            attempt(data),
                            failure(data),
                            AttemptCodec.stats(data),
                            AttemptCodec.remains(data),
                            data.path("jitter").doubleValue(0));
            case "AttemptLeft" -> new AttemptLeft(step(data), attempt(data));
            case "AttemptLost" -> new AttemptLost(step(data), attempt(data));
            case "OutcomeDecided" ->
                    new OutcomeDecided(step(data), attempt(data), ContinuationCodec.verdict(data));
            case "ItemsCollected" -> new ItemsCollected(step(data), result(data));
            case "RetryDue" -> new RetryDue(step(data), attempt(data));
            case "StepDeadlinePassed" -> new StepDeadlinePassed(step(data));
            case "RunDeadlinePassed" -> new RunDeadlinePassed();
            case "CancelRequested" -> new CancelRequested();
            case "OutputsResolved" -> new OutputsResolved(result(data));
            case "RunFinished" ->
                    new RunFinished(
                            RunStatus.parse(text(data, "status")),
                            failureWhereThereIsOne(data),
                            Optional.ofNullable(data.get("error_step"))
                                    .map(step -> new StepId(step.stringValue())));
            case "HandlerFinished" ->
                    new HandlerFinished(text(data, "handler"), failureWhereThereIsOne(data));
            default -> throw new IllegalArgumentException("no event is called " + type);
        };
    }

    private static void putAccepted(ObjectNode data, RunAccepted accepted) {
        WorkflowPin workflow = accepted.workflow();
        data.putObject("workflow")
                .put("id", workflow.workflowId())
                .put("name", workflow.name())
                .put("version", workflow.version())
                .set("definition", workflow.definition());
        ObjectNode agents = data.putObject("agents");
        accepted.agents().keySet().stream()
                .sorted()
                .forEach(reference -> putAgent(agents, reference, accepted.agents()));
        data.put("trigger_type", accepted.triggerType());
        PayloadCodec.put(data, "trigger", accepted.trigger());
        data.set("variables", accepted.variables());
        accepted.isolation().ifPresent(level -> data.put("isolation", level.text()));
        accepted.origin().ifPresent(origin -> ContinuationCodec.putOrigin(data, origin));
    }

    private static void putAgent(
            ObjectNode target, String reference, Map<String, AgentPin> agents) {
        AgentPin agent = agents.get(reference);
        if (agent != null) {
            target.putObject(reference)
                    .put("id", agent.agentId())
                    .put("name", agent.name())
                    .put("version", agent.version())
                    .put("digest", agent.digest().hex())
                    .set("manifest", agent.manifest());
        }
    }

    private static RunAccepted accepted(JsonNode data) {
        JsonNode workflow = data.required("workflow");
        var agents = new LinkedHashMap<String, AgentPin>();
        data.required("agents")
                .properties()
                .forEach(entry -> agents.put(entry.getKey(), agent(entry.getValue())));
        return new RunAccepted(
                new WorkflowPin(
                        text(workflow, "id"),
                        text(workflow, "name"),
                        text(workflow, "version"),
                        workflow.required("definition")),
                agents,
                text(data, "trigger_type"),
                PayloadCodec.get(data, "trigger"),
                (ObjectNode) data.required("variables"),
                data.optional("isolation").flatMap(level -> Isolation.parse(level.stringValue())),
                ContinuationCodec.origin(data));
    }

    private static AgentPin agent(JsonNode data) {
        return new AgentPin(
                text(data, "id"),
                text(data, "name"),
                text(data, "version"),
                new Sha256(text(data, "digest")),
                data.required("manifest"));
    }

    private static void putResolution(ObjectNode data, Resolution resolution) {
        switch (resolution) {
            case Resolution.Run(var inputs) -> PayloadCodec.put(data, "inputs", inputs);
            case Resolution.Each(var items, var count) -> {
                PayloadCodec.put(data, "items", items);
                data.put("count", count);
            }
            case Resolution.Skip() -> data.put("skip", true);
            case Resolution.Unresolvable(var failure) -> putFailure(data, failure);
        }
    }

    private static Resolution resolution(JsonNode data) {
        if (data.has("skip")) {
            return new Resolution.Skip();
        }
        if (data.has("count")) {
            return new Resolution.Each(
                    PayloadCodec.get(data, "items"), data.required("count").intValue());
        }
        return data.has("error")
                ? new Resolution.Unresolvable(failure(data))
                : new Resolution.Run(PayloadCodec.get(data, "inputs"));
    }

    private static void putResult(ObjectNode data, Result result) {
        switch (result) {
            case Result.Value(var value) -> PayloadCodec.put(data, "value", value);
            case Result.Unresolvable(var failure) -> putFailure(data, failure);
        }
    }

    private static Result result(JsonNode data) {
        return data.has("error")
                ? new Result.Unresolvable(failure(data))
                : new Result.Value(PayloadCodec.get(data, "value"));
    }

    private static ObjectNode putAttempt(ObjectNode data, StepId step, int attempt) {
        return data.put("step", step.value()).put("attempt", attempt);
    }

    static void putFailure(ObjectNode data, Failure failure) {
        ObjectNode error =
                data.putObject("error")
                        .put("type", failure.type().text())
                        .put("message", failure.message());
        if (failure.retryable() != failure.type().isRetryable()) {
            error.put("retryable", failure.retryable());
        }
    }

    static Failure failure(JsonNode data) {
        JsonNode error = data.required("error");
        Failure.Type type = Failure.Type.parse(text(error, "type"));
        return new Failure(
                type,
                text(error, "message"),
                error.path("retryable").booleanValue(type.isRetryable()));
    }

    private static Optional<Failure> failureWhereThereIsOne(JsonNode data) {
        return data.has("error") ? Optional.of(failure(data)) : Optional.empty();
    }

    private static StepId step(JsonNode data) {
        return new StepId(text(data, "step"));
    }

    private static int attempt(JsonNode data) {
        return data.required("attempt").intValue();
    }

    private static String text(JsonNode data, String name) {
        return data.required(name).stringValue();
    }
}
