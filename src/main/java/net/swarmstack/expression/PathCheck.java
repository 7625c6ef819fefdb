package net.swarmstack.expression;

import net.swarmstack.model.Excerpt;
import net.swarmstack.model.Nearest;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Finds, before anything runs, the names of a path that can't be there.
final class PathCheck {

    /// What stands below the roots that Swarm itself makes.
    private static final Map<String, List<String>> MEMBERS =
            Map.of(
                    "run", List.of("id", "workflow", "version", "started_at"),
                    "error", List.of("message", "step", "type"));

    private static final List<String> MEMBERS_OF_STEP = List.of("outputs", "status");

    private final Vocabulary vocabulary;

    PathCheck(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    /// What is wrong with the root, the step or a name below them.
    Optional<String> problem(Path path) {
        if (!vocabulary.roots().contains(path.root())) {
            return Optional.of(unknown(path.root(), "is not known here", vocabulary.roots()));
        }
        if (path.root().equals("steps")) {
            return problemOfStep(path);
        }
        List<String> members = MEMBERS.get(path.root());
        return members == null || path.segments().isEmpty()
                ? Optional.empty()
                : unlessMember(path, 0, members);
    }

    /// An output that the agent of the step does not declare.
    Optional<String> undeclaredOutput(Path path) {
        Set<String> declared = declaredOutputs(path);
        return declared.isEmpty() || path.segments().size() <= Path.OUTPUTS_DEPTH
                ? Optional.empty()
                : unlessMember(path, Path.OUTPUTS_DEPTH, declared);
    }

    /// The outputs that may stand at the third place of a path; empty where any may.
    Set<String> declaredOutputs(Path path) {
        return path.readsOutputs()
                ? path.key(0)
                        .map(id -> vocabulary.steps().getOrDefault(id, Set.of()))
                        .orElse(Set.of())
                : Set.of();
    }

    private Optional<String> problemOfStep(Path path) {
        if (path.segments().isEmpty()) {
            return Optional.of("after \"steps\" the id of a step must follow, as in steps.fetch");
        }
        Optional<String> unknownStep = unlessMember(path, 0, vocabulary.steps().keySet());
        return unknownStep.isPresent() || path.segments().size() < 2
                ? unknownStep
                : unlessMember(path, 1, MEMBERS_OF_STEP);
    }

    private static Optional<String> unlessMember(
            Path path, int position, Collection<String> members) {
        Optional<String> key = path.key(position);
        if (key.filter(members::contains).isPresent()) {
            return Optional.empty();
        }
        String shown = key.orElse(path.segments().get(position).toString());
        return Optional.of(unknown(shown, "does not exist in " + path.first(position), members));
    }

    private static String unknown(String name, String what, Collection<String> known) {
        return Excerpt.quote(name)
                + " "
                + what
                + "."
                + Nearest.hint(name, known)
                + " There is: "
                + Excerpt.names(known);
    }
}
