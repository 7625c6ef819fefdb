package net.swarmstack.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What `swarm run` told of on standard error: each line stands for an event that is durable.
final class Told {

    /// As in ` 0.331 first succeeded 331 ms`.
    private static final Pattern OF_STEP =
            Pattern.compile(" *\\d+\\.\\d{3}  (\\S+) +(started|succeeded|waiting|failed|lost) .*");

    private static final Pattern OF_RUN =
            Pattern.compile(" *\\d+\\.\\d{3}  run (?:(\\S{36})  \\S+|succeeded after .*)");

    private Told() {}

    /// The events that the lines stand for, as in `AttemptStarted first`.
    static List<String> events(String stderr) {
        var told = new ArrayList<String>();
        for (String line : stderr.lines().toList()) {
            Matcher run = OF_RUN.matcher(line);
            Matcher step = OF_STEP.matcher(line + " ");
            if (run.matches()) {
                told.add(run.group(1) == null ? "RunFinished" : "RunAccepted");
            } else if (step.matches()) {
                told.add(event(step.group(2)) + " " + step.group(1));
            }
        }
        return told;
    }

    private static String event(String word) {
        return switch (word) {
            case "started" -> "AttemptStarted";
            case "succeeded" -> "AttemptSucceeded";
            case "lost" -> "AttemptLost";
            default -> "AttemptFailed";
        };
    }

    /// Fails where something was told that is not in the history of the only run.
    static void assertIsThere(FaultRoot root, String stderr) {
        List<String> told = events(stderr);
        if (told.isEmpty()) {
            return;
        }
        assertThat(root.runs()).hasSize(1);
        var recorded =
                new ArrayList<>(
                        root.read(views -> views.events(root.runs().getFirst().id())).stream()
                                .map(event ->
                                        (event.path("type").asString()
                                                        + " "
                                                        + event.path("data")
                                                                .path("step")
                                                                .asString(""))
                                                .strip())
                                .toList());
        for (String event : told) {
            assertThat(recorded.remove(event)).as("%s in %s", event, recorded).isTrue();
        }
    }
}
