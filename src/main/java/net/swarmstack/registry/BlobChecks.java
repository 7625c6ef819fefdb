package net.swarmstack.registry;

import net.swarmstack.model.Artifact;
import net.swarmstack.model.Payload;
import net.swarmstack.model.RunEvent;
import net.swarmstack.model.Sha256;

import tools.jackson.databind.JsonNode;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// Sees whether the large values that a registry refers to are there and whole. Each is read once,
/// or where there are very many, a few times.
final class BlobChecks {

    private static final int MOST_KEPT = 10_000;

    private final BlobStore blobs;
    private final Set<Reference> whole = new HashSet<>();

    BlobChecks(BlobStore blobs) {
        this.blobs = blobs;
    }

    private record Reference(Sha256 sha256, long sizeBytes) {}

    /// Verifies what an event refers to.
    ///
    /// @param place of the event, in words
    void verify(RunEvent event, String place, Findings findings) {
        References references = References.of(event);
        references.payloads().forEach(payload -> verify(payload, place, findings));
        references.artifactLists().forEach(list -> verifyArtifacts(list, place, findings));
    }

    /// Verifies what a payload refers to.
    void verify(Payload payload, String place, Findings findings) {
        if (payload instanceof Payload.Stored stored) {
            verify(new Reference(stored.sha256(), stored.sizeBytes()), place, findings);
        }
    }

    private void verifyArtifacts(Payload list, String place, Findings findings) {
        value(list).stream()
                .flatMap(value -> Artifact.parseList(value).stream())
                .forEach(artifact ->
                        verify(
                                new Reference(artifact.sha256(), artifact.sizeBytes()),
                                place + ", artifact " + artifact.name(),
                                findings));
    }

    /// The value of a payload; empty where it is damaged, which is told of the payload.
    Optional<JsonNode> value(Payload payload) {
        return switch (payload) {
            case Payload.Inline(var value) -> Optional.of(value);
            case Payload.Stored stored ->
                    isWhole(new Reference(stored.sha256(), stored.sizeBytes()))
                            ? Optional.of(blobs.json(stored.sha256()))
                            : Optional.empty();
        };
    }

    private boolean isWhole(Reference reference) {
        return whole.contains(reference)
                || blobs.damage(reference.sha256, reference.sizeBytes).isEmpty();
    }

    private void verify(Reference reference, String place, Findings findings) {
        if (whole.contains(reference)) {
            return;
        }
        Optional<String> damage = blobs.damage(reference.sha256, reference.sizeBytes);
        damage.ifPresent(how -> findings.add(Check.BLOBS, place + ": " + how));
        if (damage.isEmpty()) {
            if (whole.size() == MOST_KEPT) {
                whole.clear();
            }
            whole.add(reference);
        }
    }
}
