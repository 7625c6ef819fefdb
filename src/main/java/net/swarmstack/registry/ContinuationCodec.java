package net.swarmstack.registry;

import net.swarmstack.model.RunEvent.Inheritance;
import net.swarmstack.model.RunEvent.Verdict;
import net.swarmstack.model.RunId;
import net.swarmstack.model.RunOrigin;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.Optional;

/// What a run takes over from another, and what a person says of a lost attempt, as the events hold
/// it.
final class ContinuationCodec {

    private ContinuationCodec() {}

    static void putOrigin(ObjectNode data, RunOrigin origin) {
        data.putObject("origin")
                .put("kind", origin.kind().text())
                .put("run", origin.run().value())
                .put("keys", origin.keys().value());
    }

    static Optional<RunOrigin> origin(JsonNode data) {
        return data.optional("origin")
                .map(origin ->
                        new RunOrigin(
                                RunOrigin.Kind.parse(origin.required("kind").stringValue()),
                                new RunId(origin.required("run").stringValue()),
                                new RunId(origin.required("keys").stringValue())));
    }

    static void putInheritance(ObjectNode data, Inheritance inheritance) {
        switch (inheritance) {
            case Inheritance.Succeeded(var outputs, var remains) -> {
                PayloadCodec.put(data, "outputs", outputs);
                AttemptCodec.putRemains(data, remains);
            }
            case Inheritance.OutcomeUnknown(var failure) -> EventCodec.putFailure(data, failure);
        }
    }

    static Inheritance inheritance(JsonNode data) {
        return data.has("error")
                ? new Inheritance.OutcomeUnknown(EventCodec.failure(data))
                : new Inheritance.Succeeded(
                        PayloadCodec.get(data, "outputs"), AttemptCodec.remains(data));
    }

    static void putVerdict(ObjectNode data, Verdict verdict) {
        switch (verdict) {
            case Verdict.Succeeded(var outputs) -> PayloadCodec.put(data, "outputs", outputs);
            case Verdict.Failed(var failure) -> EventCodec.putFailure(data, failure);
            case Verdict.Retry() -> data.put("retry", true);
        }
    }

    static Verdict verdict(JsonNode data) {
        if (data.has("retry")) {
            return new Verdict.Retry();
        }
        return data.has("error")
                ? new Verdict.Failed(EventCodec.failure(data))
                : new Verdict.Succeeded(PayloadCodec.get(data, "outputs"));
    }
}
