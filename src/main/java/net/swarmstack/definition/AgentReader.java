package net.swarmstack.definition;

import net.swarmstack.model.Isolation;
import net.swarmstack.model.Located;

import tools.jackson.databind.JsonNode;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Reads `agent.yaml`.
final class AgentReader {

    private static final List<String> KEYS =
            List.of(
                    "name",
                    "version",
                    "description",
                    "author",
                    "runtime",
                    "capabilities",
                    "inputs",
                    "outputs",
                    "triggers",
                    "tags",
                    "limits",
                    "grace_seconds",
                    "isolation",
                    "license",
                    "homepage");
    private static final BigDecimal MAX_GRACE_SECONDS = BigDecimal.valueOf(300);
    private static final Duration DEFAULT_GRACE = Duration.ofSeconds(5);
    private static final List<String> LIMITS =
            List.of("output_kb", "log_kb", "cpus", "processes", "disk_mb");
    private static final int KIB = 1024;
    private static final int MAX_OUTPUT_KB = 1024;
    private static final int DEFAULT_LOG_KB = 8 * KIB;
    private static final int MAX_LOG_KB = 100 * KIB;
    private static final double MIN_CPUS = 0.1;
    private static final double MAX_CPUS = 256;
    private static final int DEFAULT_PROCESSES = 512;
    private static final int MAX_PROCESSES = 65_536;
    private static final int DEFAULT_DISK_MB = 1024;
    private static final int MAX_DISK_MB = 1 << 20;

    private final Problems problems;

    AgentReader(Problems problems) {
        this.problems = problems;
    }

    /// The manifest. Where there are problems, it is none to use.
    Optional<AgentManifest> read(Located document) {
        return Section.of(document, "agent.yaml", KEYS, problems)
                .map(agent -> manifest(agent, document.toJson()));
    }

    private AgentManifest manifest(Section agent, JsonNode source) {
        checkWhatIsOnlyShown(agent);
        var fields = new FieldsReader(problems);
        return new AgentManifest(
                Names.name(agent),
                Names.version(agent),
                agent.text("description"),
                agent.text("author"),
                new RuntimeReader(problems).read(agent),
                agent.texts("capabilities"),
                fields.read(agent, "inputs"),
                fields.read(agent, "outputs"),
                limits(agent),
                agent.seconds("grace_seconds", BigDecimal.ZERO, MAX_GRACE_SECONDS)
                        .orElse(DEFAULT_GRACE),
                agent.word("isolation", Isolation.class, Isolation.PROCESS),
                agent.texts("tags"),
                source);
    }

    /// Keys that no code reads from the manifest: they stay in its source.
    private void checkWhatIsOnlyShown(Section agent) {
        agent.text("license");
        agent.text("homepage");
        agent.items("triggers").forEach(trigger -> TriggerReader.read(trigger, problems));
    }

    private AgentLimits limits(Section agent) {
        return agent.get("limits")
                .flatMap(value -> Section.of(value, "limits", LIMITS, problems))
                .map(limits ->
                        new AgentLimits(
                                limits.integer("output_kb", 1, MAX_OUTPUT_KB, MAX_OUTPUT_KB) * KIB,
                                limits.integer("log_kb", 1, MAX_LOG_KB, DEFAULT_LOG_KB) * KIB,
                                percent(limits.number("cpus", MIN_CPUS, MAX_CPUS, 0)),
                                limits.integer("processes", 1, MAX_PROCESSES, DEFAULT_PROCESSES),
                                mebibytes(
                                        limits.integer(
                                                "disk_mb", 1, MAX_DISK_MB, DEFAULT_DISK_MB))))
                .orElse(
                        new AgentLimits(
                                MAX_OUTPUT_KB * KIB,
                                DEFAULT_LOG_KB * KIB,
                                0,
                                DEFAULT_PROCESSES,
                                mebibytes(DEFAULT_DISK_MB)));
    }

    private static int percent(double cpus) {
        return (int) Math.round(cpus * 100);
    }

    private static long mebibytes(int count) {
        return (long) count << 20;
    }
}
