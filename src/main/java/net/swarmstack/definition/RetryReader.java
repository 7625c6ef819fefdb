package net.swarmstack.definition;

import net.swarmstack.model.Excerpt;
import net.swarmstack.model.Failure;
import net.swarmstack.model.Nearest;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads `retry` of a step.
final class RetryReader {

    private static final List<String> KEYS =
            List.of("attempts", "delay_seconds", "backoff", "max_delay_seconds", "jitter", "on");
    private static final int MAX_ATTEMPTS = 100;
    private static final double MAX_BACKOFF = 100;
    private static final BigDecimal MAX_DELAY_SECONDS = BigDecimal.valueOf(24 * 3600);
    private static final List<String> NAMES =
            RetryPolicy.RETRYABLE.stream().map(Failure.Type::text).toList();

    private final Problems problems;

    RetryReader(Problems problems) {
        this.problems = problems;
    }

    RetryPolicy read(Section step) {
        return step.get("retry")
                .flatMap(value -> Section.of(value, "retry", KEYS, problems))
                .map(this::policy)
                .orElse(RetryPolicy.NONE);
    }

    private RetryPolicy policy(Section section) {
        RetryPolicy otherwise = RetryPolicy.NONE;
        Duration delay = delay(section, "delay_seconds").orElse(otherwise.delay());
        Duration usual = otherwise.maxDelay();
        return new RetryPolicy(
                section.integer("attempts", 1, MAX_ATTEMPTS, otherwise.attempts()),
                delay,
                section.number("backoff", 1, MAX_BACKOFF, otherwise.backoff()),
                // A delay that is written is kept, also where it is above the usual limit.
                delay(section, "max_delay_seconds")
                        .orElse(delay.compareTo(usual) > 0 ? delay : usual),
                section.number("jitter", 0, 1, otherwise.jitter()),
                section.has("on") ? on(section) : otherwise.on());
    }

    private static Optional<Duration> delay(Section section, String key) {
        return section.seconds(key, BigDecimal.ZERO, MAX_DELAY_SECONDS);
    }

    private List<Failure.Type> on(Section section) {
        List<Failure.Type> types = new ArrayList<>();
        for (LocatedText name : section.locatedTexts("on")) {
            if (NAMES.contains(name.text())) {
                types.add(Failure.Type.parse(name.text()));
            } else {
                problems.add(
                        name.at(),
                        Excerpt.quote(name.text())
                                + " is no failure that is tried again: expected some of "
                                + String.join(", ", NAMES)
                                + "."
                                + Nearest.hint(name.text(), NAMES));
            }
        }
        return types;
    }
}
