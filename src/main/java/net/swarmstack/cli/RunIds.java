package net.swarmstack.cli;

import net.swarmstack.engine.RunViews;
import net.swarmstack.model.RunId;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;

import picocli.CommandLine.Model.PositionalParamSpec;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Finds the run that a person means by the beginning or the end of its id.
final class RunIds {

    private static final int SHORTEST = 4;

    private RunIds() {}

    /// The first argument of a command about one run.
    static PositionalParamSpec argument() {
        return Specs.argument(0, true, "RUN", "The beginning or end of its id.");
    }

    /// The one run.
    ///
    /// @throws SwarmException `USAGE` where the text is too short or means several, `NOT_FOUND`
    ///   where it means none
    static RunId resolve(RunViews runs, String text) {
        if (text.length() < SHORTEST) {
            throw new SwarmException(
                    Code.USAGE,
                    "\"" + text + "\" is too short: give at least 4 characters of a run's id");
        }
        List<RunId> matching = runs.matching(text.toLowerCase(Locale.ROOT));
        return switch (matching.size()) {
            case 0 ->
                    throw new SwarmException(
                            Code.NOT_FOUND, "no run \"" + text + "\": see swarm runs list");
            case 1 -> matching.getFirst();
            default ->
                    throw new SwarmException(
                            Code.USAGE,
                            "\"%s\" may be any of these runs, give more of its id:%n%s"
                                    .formatted(
                                            text,
                                            matching.stream()
                                                    .map(RunId::value)
                                                    .collect(Collectors.joining("\n"))));
        };
    }
}
