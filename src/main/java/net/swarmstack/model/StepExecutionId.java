package net.swarmstack.model;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// The id of a step execution, computed from its run and step, so that the history alone rebuilds
/// the rows and every attempt of a step execution has one idempotency key.
public record StepExecutionId(String value) {

    /// The id of a step of a run: the run's moment, and bits of SHA-256 over both names.
    public static StepExecutionId of(RunId run, StepId step) {
        ByteBuffer hash =
                ByteBuffer.wrap(
                        Sha256.digest(
                                (run.value() + "/" + step.value())
                                        .getBytes(StandardCharsets.UTF_8)));
        return new StepExecutionId(
                Uuid7.of(Uuid7.unixMillis(run.value()), hash.getLong(), hash.getLong()));
    }

    @Override
    public String toString() {
        return value;
    }
}
