package net.swarmstack.registry;

import net.swarmstack.model.Json;
import net.swarmstack.model.Payload;
import net.swarmstack.model.Sha256;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.Optional;

/// Payloads as JSON. A small value stands under its own name, a reference under `<name>_ref`, so
/// that data which looks like a reference is never taken for one.
final class PayloadCodec {

    private PayloadCodec() {}

    /// Puts a payload into an object.
    static void put(ObjectNode target, String name, Payload payload) {
        switch (payload) {
            case Payload.Inline(var value) -> target.set(name, value);
            case Payload.Stored stored -> target.set(name + "_ref", reference(stored));
        }
    }

    /// The payload that [#put] put there.
    ///
    /// @throws IllegalArgumentException where there is none
    static Payload get(JsonNode source, String name) {
        return find(source, name).orElseThrow(() -> new IllegalArgumentException("no " + name));
    }

    /// The payload that [#put] put there, where it did.
    static Optional<Payload> find(JsonNode source, String name) {
        JsonNode value = source.get(name);
        return value != null
                ? Optional.of(new Payload.Inline(value))
                : Optional.ofNullable(source.get(name + "_ref")).map(PayloadCodec::stored);
    }

    private static Payload.Stored stored(JsonNode reference) {
        return new Payload.Stored(
                new Sha256(reference.required("sha256").stringValue()),
                reference.required("size").longValue(),
                reference.required("preview").stringValue());
    }

    /// A payload as a column holds it: the value, or the reference.
    static String column(Payload payload) {
        return Json.compact(
                switch (payload) {
                    case Payload.Inline(var value) -> value;
                    case Payload.Stored stored -> reference(stored);
                });
    }

    /// The reference in a column that [#column] made; empty where the column holds the value.
    static Optional<Payload.Stored> reference(String column) {
        return column.startsWith("{\"ref\":\"blobs/")
                ? Optional.of(stored(Json.parseStored(column)))
                : Optional.empty();
    }

    /// `{ref, sha256, size, preview}`, where `ref` is the file below `blobs/`.
    private static ObjectNode reference(Payload.Stored stored) {
        return Json.object()
                .put("ref", "blobs/" + BlobStore.name(stored.sha256()))
                .put("sha256", stored.sha256().hex())
                .put("size", stored.sizeBytes())
                .put("preview", stored.preview());
    }
}
