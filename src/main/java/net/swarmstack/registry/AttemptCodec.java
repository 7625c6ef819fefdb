package net.swarmstack.registry;

import net.swarmstack.model.AttemptRemains;
import net.swarmstack.model.AttemptStats;
import net.swarmstack.model.ResourceUsage;
import net.swarmstack.model.TokenUsage;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;

/// What an attempt used and left, as the events of its end hold it.
final class AttemptCodec {

    private AttemptCodec() {}

    /// Puts what it used; tokens where there are any, resources where they are known.
    static void putStats(ObjectNode data, AttemptStats stats) {
        data.put("sandbox_ms", stats.sandbox().toMillis())
                .put("execution_ms", stats.execution().toMillis());
        if (!stats.tokens().equals(TokenUsage.NONE)) {
            data.put("input_tokens", stats.tokens().input())
                    .put("output_tokens", stats.tokens().output());
        }
        stats.resources().cpu().ifPresent(cpu -> data.put("cpu_ms", cpu.toMillis()));
        stats.resources()
                .memoryPeakBytes()
                .ifPresent(bytes -> data.put("memory_peak_bytes", bytes));
    }

    /// What [#putStats] put there.
    static AttemptStats stats(JsonNode data) {
        return new AttemptStats(
                Duration.ofMillis(data.required("sandbox_ms").longValue()),
                Duration.ofMillis(data.required("execution_ms").longValue()),
                new TokenUsage(
                        data.path("input_tokens").longValue(0),
                        data.path("output_tokens").longValue(0)),
                new ResourceUsage(
                        data.optional("cpu_ms").map(ms -> Duration.ofMillis(ms.longValue())),
                        data.optional("memory_peak_bytes").stream()
                                .mapToLong(JsonNode::longValue)
                                .findFirst()));
    }

    /// Puts what it left, where it did.
    static void putRemains(ObjectNode data, AttemptRemains remains) {
        remains.artifacts().ifPresent(list -> PayloadCodec.put(data, "artifacts", list));
        remains.checkpoint().ifPresent(last -> PayloadCodec.put(data, "checkpoint", last));
    }

    /// What [#putRemains] put there.
    static AttemptRemains remains(JsonNode data) {
        return new AttemptRemains(
                PayloadCodec.find(data, "artifacts"), PayloadCodec.find(data, "checkpoint"));
    }
}
