package net.swarmstack.app;

import net.swarmstack.engine.RunHandle.Decided;
import net.swarmstack.model.Json;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;

import tools.jackson.databind.JsonNode;

/// What a person says of a lost attempt, as one process tells it another.
final class Verdict {

    private Verdict() {}

    static JsonNode json(Decided outcome) {
        return switch (outcome) {
            case Decided.Succeeded(var outputs) -> Json.object().set("succeeded", outputs);
            case Decided.Failed() -> Json.object().put("failed", true);
            case Decided.Retry() -> Json.object().put("retry", true);
        };
    }

    static Decided parse(JsonNode verdict) {
        if (verdict.has("succeeded")) {
            return new Decided.Succeeded(verdict.get("succeeded"));
        }
        if (verdict.has("failed")) {
            return new Decided.Failed();
        }
        if (verdict.has("retry")) {
            return new Decided.Retry();
        }
        throw new SwarmException(
                Code.INVALID_INPUT, "a verdict must be succeeded, failed or retry: " + verdict);
    }
}
