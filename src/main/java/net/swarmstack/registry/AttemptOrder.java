package net.swarmstack.registry;

import net.swarmstack.model.RunEvent;
import net.swarmstack.model.RunEvent.AttemptStarted;
import net.swarmstack.model.RunEvent.AttemptSucceeded;

import tools.jackson.databind.JsonNode;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Looks at the attempts of one run, by its events alone: not by what the engine makes of them.
final class AttemptOrder {

    private final String place;
    private final Findings findings;
    private final Map<String, Integer> last = new HashMap<>();
    private final Map<String, Integer> open = new HashMap<>();
    private final Set<String> succeeded = new HashSet<>();

    /// @param place in words, as in `run 0198…`
    AttemptOrder(String place, Findings findings) {
        this.place = place;
        this.findings = findings;
    }

    /// The next event.
    ///
    /// @param data the same as its row has it: every event about an attempt names step and attempt
    void add(RunEvent event, JsonNode data) {
        String step = data.path("step").asString("");
        int attempt = data.path("attempt").asInt(0);
        if (event instanceof AttemptStarted) {
            started(step, attempt);
            return;
        }
        open.remove(step, attempt);
        if (event instanceof AttemptSucceeded && !succeeded.add(step)) {
            findings.add(
                    Check.SUCCESSES,
                    place + ", step " + step + ": attempt " + attempt + " succeeds after another");
        }
    }

    private void started(String step, int attempt) {
        int before = last.getOrDefault(step, 0);
        if (open.containsKey(step)) {
            findings.add(
                    Check.ATTEMPTS,
                    "%s, step %s: attempt %d starts before attempt %d has ended"
                            .formatted(place, step, attempt, before));
        } else if (attempt != before + 1) {
            findings.add(
                    Check.ATTEMPTS,
                    "%s, step %s: attempt %d follows attempt %d"
                            .formatted(place, step, attempt, before));
        }
        last.put(step, attempt);
        open.put(step, attempt);
    }
}
