package net.swarmstack.definition;

import net.swarmstack.model.Excerpt;
import net.swarmstack.model.Nearest;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// Reads `runtime` of `agent.yaml`.
final class RuntimeReader {

    /// The bounds of `timeout_seconds`, of agents and steps: a millisecond to a week.
    static final BigDecimal MIN_TIMEOUT_SECONDS = new BigDecimal("0.001");

    static final BigDecimal MAX_TIMEOUT_SECONDS = BigDecimal.valueOf(7 * 24 * 3600);

    private static final List<String> KEYS =
            List.of("type", "entry", "memory_mb", "timeout_seconds");
    private static final List<String> TYPES =
            Stream.of(AgentRuntime.Type.values()).map(RuntimeReader::text).toList();
    private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(5);
    private static final int MIN_MEMORY_MB = 16;
    private static final int MAX_MEMORY_MB = 65_536;
    private static final int DEFAULT_MEMORY_MB = 128;
    private static final int MAX_ENTRY_LENGTH = 255;

    private final Problems problems;

    RuntimeReader(Problems problems) {
        this.problems = problems;
    }

    /// The key `runtime` of an agent. What is missing in it is a problem, and something else stands
    /// in its place.
    AgentRuntime read(Section agent) {
        return agent.required("runtime")
                .flatMap(value -> Section.of(value, "runtime", KEYS, problems))
                .map(this::runtime)
                .orElse(
                        new AgentRuntime(
                                AgentRuntime.Type.NODE,
                                "",
                                agent.at(),
                                DEFAULT_MEMORY_MB,
                                DEFAULT_TIMEOUT));
    }

    private AgentRuntime runtime(Section section) {
        Optional<AgentRuntime.Type> type = section.requiredText("type").flatMap(this::type);
        Optional<LocatedText> entry = section.requiredText("entry").filter(this::isEntry);
        if (type.equals(Optional.of(AgentRuntime.Type.JAVA))) {
            entry.ifPresent(this::checkJava);
        }
        return new AgentRuntime(
                type.orElse(AgentRuntime.Type.NODE),
                entry.map(LocatedText::text).orElse(""),
                entry.map(LocatedText::at).orElse(section.at()),
                section.integer("memory_mb", MIN_MEMORY_MB, MAX_MEMORY_MB, DEFAULT_MEMORY_MB),
                section.seconds("timeout_seconds", MIN_TIMEOUT_SECONDS, MAX_TIMEOUT_SECONDS)
                        .orElse(DEFAULT_TIMEOUT));
    }

    private Optional<AgentRuntime.Type> type(LocatedText type) {
        if (!TYPES.contains(type.text())) {
            problems.add(
                    type.at(),
                    Excerpt.quote(type.text())
                            + " is no runtime: expected one of "
                            + String.join(", ", TYPES)
                            + "."
                            + Nearest.hint(type.text(), TYPES));
            return Optional.empty();
        }
        return Optional.of(AgentRuntime.Type.valueOf(type.text().toUpperCase(Locale.ROOT)));
    }

    private void checkJava(LocatedText entry) {
        if (!entry.text().endsWith(".jar") && !entry.text().endsWith(".java")) {
            problems.add(
                    entry.at(),
                    Excerpt.quote(entry.text())
                            + " is no entry of the runtime java: expected a jar, as in agent.jar, or"
                            + " one source file, as in Main.java");
        }
    }

    private boolean isEntry(LocatedText entry) {
        List<String> names = List.of(entry.text().split("/", -1));
        boolean inside =
                entry.text().codePointCount(0, entry.text().length()) <= MAX_ENTRY_LENGTH
                        && entry.text().indexOf('\\') < 0
                        && names.stream().noneMatch(n -> n.isEmpty() || n.equals(".."))
                        && !names.getLast().equals(".");
        if (!inside) {
            problems.add(
                    entry.at(),
                    Excerpt.quote(entry.text())
                            + " is no entry: expected the path of a file inside the package, as in"
                            + " main.js, without \"..\", at most "
                            + MAX_ENTRY_LENGTH
                            + " characters");
        }
        return inside;
    }

    private static String text(AgentRuntime.Type type) {
        return type.name().toLowerCase(Locale.ROOT);
    }
}
