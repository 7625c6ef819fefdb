package net.swarmstack.catalog;

import net.swarmstack.catalog.Registration.Change;
import net.swarmstack.catalog.Registration.Kind;
import net.swarmstack.catalog.Registration.OnConflict;
import net.swarmstack.definition.AgentManifest;
import net.swarmstack.definition.AgentRuntime;
import net.swarmstack.definition.DefinitionReader;
import net.swarmstack.model.Excerpt;
import net.swarmstack.model.IdSource;
import net.swarmstack.model.Json;
import net.swarmstack.model.Parsed;
import net.swarmstack.model.Problem;
import net.swarmstack.model.Sha256;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;
import net.swarmstack.model.Timestamps;
import net.swarmstack.packages.LeftOut;
import net.swarmstack.packages.PackageStore;

import tools.jackson.databind.JsonNode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Registers agents: checks the manifest, stores the package, writes the row.
final class AgentRegistrar {

    private final CatalogStore store;
    private final PackageStore packages;
    private final IdSource ids;
    private final InstantSource clock;

    AgentRegistrar(CatalogStore store, PackageStore packages, IdSource ids, InstantSource clock) {
        this.store = store;
        this.packages = packages;
        this.ids = ids;
        this.clock = clock;
    }

    /// @param recordedPath the folder that the row names
    /// @throws SwarmException `INVALID_DEFINITION` with every problem, `CONFLICT` where the version
    ///   is there with another content and may not be replaced
    Registration register(DefinitionFile file, Path recordedPath, OnConflict onConflict) {
        String text = file.text();
        AgentManifest manifest = manifest(file, text);
        Optional<AgentRow> before =
                store.agents(manifest.name()).stream()
                        .filter(row -> row.version().equals(manifest.version()))
                        .findFirst();
        Optional<AgentRow> deleted = store.deletedAgent(manifest.name(), manifest.version());
        Sha256 digest = packages.add(file.folder());
        if (!packages.text(digest, DefinitionFile.AGENT).equals(text)) {
            throw new SwarmException(
                    Code.CONFLICT,
                    file.shown() + ": changed while it was registered. Register it again.");
        }
        Change change =
                Change.of(
                        manifest.reference(),
                        deleted.isPresent(),
                        before.map(row -> row.digest().equals(digest.hex())),
                        onConflict);
        if (change != Change.UNCHANGED) {
            before.ifPresent(this::keepForAWhile);
            store.put(row(manifest, recordedPath, digest, before.or(() -> deleted)));
            if (!packages.has(digest)) {
                packages.add(file.folder()); // a collector took it before there was a row
            }
        }
        return new Registration(Kind.AGENT, manifest.reference(), change);
    }

    /// The package of a row that will refer to another: a run that is about to start may know it.
    private void keepForAWhile(AgentRow row) {
        if (!row.digest().isEmpty()) {
            packages.renew(new Sha256(row.digest()));
        }
    }

    /// The manifest of a package that could be registered.
    ///
    /// @throws SwarmException `INVALID_DEFINITION` with every problem
    static AgentManifest manifest(DefinitionFile file) {
        return manifest(file, file.text());
    }

    private static AgentManifest manifest(DefinitionFile file, String text) {
        Parsed<AgentManifest> parsed = new DefinitionReader().agent(file.shown(), text);
        List<Problem> problems = new ArrayList<>(parsed.problems());
        parsed.readable()
                .flatMap(manifest -> entryProblem(file, manifest.runtime()))
                .ifPresent(problems::add);
        if (!problems.isEmpty()) {
            throw SwarmException.invalid(Problem.inReadingOrder(problems));
        }
        return parsed.orThrow();
    }

    private static Optional<Problem> entryProblem(DefinitionFile file, AgentRuntime runtime) {
        if (runtime.entry().isEmpty()) {
            return Optional.empty();
        }
        Path entry = file.folder().resolve(runtime.entry());
        if (!Files.isRegularFile(entry)) {
            return Optional.of(
                    problem(
                            runtime,
                            " is no file in the package. Add it, or name the file to start."));
        }
        if (LeftOut.of(file.folder(), file.folder()).coversFile(runtime.entry())) {
            return Optional.of(
                    problem(
                            runtime,
                            " is left out of the package. Take it out of .swarmignore, or name"
                                    + " another file to start."));
        }
        return runtime.type() == AgentRuntime.Type.BINARY && !Files.isExecutable(entry)
                ? Optional.of(
                        problem(
                                runtime,
                                " is not executable, and the runtime binary executes it: chmod +x, or"
                                        + " name the runtime that interprets it."))
                : Optional.empty();
    }

    private static Problem problem(AgentRuntime runtime, String message) {
        return new Problem(runtime.entryAt(), Excerpt.quote(runtime.entry()) + message);
    }

    private AgentRow row(
            AgentManifest manifest, Path path, Sha256 digest, Optional<AgentRow> before) {
        JsonNode source = manifest.source();
        String now = Timestamps.format(clock.instant());
        return new AgentRow(
                before.map(AgentRow::id).orElseGet(ids::next),
                manifest.name(),
                manifest.version(),
                path.toString(),
                manifest.description(),
                Rows.arrayOf(manifest.capabilities()),
                Json.compact(manifest.inputs().jsonSchema()),
                Json.compact(manifest.outputs().jsonSchema()),
                manifest.runtime().type().name().toLowerCase(Locale.ROOT),
                manifest.runtime().memoryMb(),
                manifest.runtime().timeout().toSeconds(),
                Rows.text(source, "triggers", "[]"),
                manifest.author(),
                Rows.arrayOf(manifest.tags()),
                before.map(AgentRow::createdAt).orElse(now),
                now,
                digest.hex(),
                Json.compact(source));
    }
}
