package net.swarmstack.model;

/// The id of a run: a UUIDv7 in its 36-character form.
public record RunId(String value) {

    /// @throws IllegalArgumentException where the value is no UUID
    public RunId {
        if (!Uuid7.isUuid(value)) {
            throw new IllegalArgumentException("not a run id: " + value);
        }
    }

    /// Whether a text is the id of a run.
    public static boolean isOne(String text) {
        return Uuid7.isUuid(text);
    }

    @Override
    public String toString() {
        return value;
    }
}
