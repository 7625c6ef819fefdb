package net.swarmstack.catalog;

import java.nio.file.Path;
import java.util.List;

/// What `swarm init` did.
///
/// @param written files that were missing or old
/// @param kept files that differ from what is bundled, for a person changed them
/// @param registrations of the bundled agents and workflows
public record InitReport(List<Path> written, List<Path> kept, List<Registration> registrations) {

    static final InitReport NOTHING = new InitReport(List.of(), List.of(), List.of());

    public InitReport {
        written = List.copyOf(written);
        kept = List.copyOf(kept);
        registrations = List.copyOf(registrations);
    }

    /// Whether anything in the root changed.
    public boolean changed() {
        return !written.isEmpty()
                || registrations.stream()
                        .anyMatch(r -> r.change() != Registration.Change.UNCHANGED);
    }
}
