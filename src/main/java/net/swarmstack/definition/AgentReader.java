package net.swarmstack.definition;

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
                    "license",
                    "homepage");
    private static final BigDecimal MAX_GRACE_SECONDS = BigDecimal.valueOf(300);
    private static final Duration DEFAULT_GRACE = Duration.ofSeconds(5);
    private static final int KIB = 1024;
    private static final int MAX_OUTPUT_KB = 1024;
    private static final int DEFAULT_LOG_KB = 8 * KIB;
    private static final int MAX_LOG_KB = 100 * KIB;

    private final Problems problems;

    AgentReader(Problems problems) {
        this.problems = problems;
    }

    /// The manifest, where enough of it can be read.
    Optional<AgentManifest> read(Located document) {
        Optional<Section> section = Section.of(document, "agent.yaml", KEYS, problems);
        if (section.isEmpty()) {
            return Optional.empty();
        }
        Section agent = section.get();
        Optional<String> name = Names.name(agent);
        Optional<String> version = Names.version(agent);
        Optional<AgentRuntime> runtime =
                agent.required("runtime").flatMap(value -> new RuntimeReader(problems).read(value));
        agent.text("license");
        agent.text("homepage");
        agent.items("triggers").forEach(trigger -> TriggerReader.read(trigger, problems));
        var fields = new FieldsReader(problems);
        Fields inputs = fields.read(agent, "inputs");
        Fields outputs = fields.read(agent, "outputs");
        AgentLimits limits = limits(agent);
        Duration grace =
                agent.seconds("grace_seconds", BigDecimal.ZERO, MAX_GRACE_SECONDS)
                        .orElse(DEFAULT_GRACE);
        List<String> capabilities = agent.texts("capabilities");
        List<String> tags = agent.texts("tags");
        String description = agent.text("description");
        String author = agent.text("author");
        if (name.isEmpty() || version.isEmpty() || runtime.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new AgentManifest(
                        name.get(),
                        version.get(),
                        description,
                        author,
                        runtime.get(),
                        capabilities,
                        inputs,
                        outputs,
                        limits,
                        grace,
                        tags,
                        document.toJson()));
    }

    private AgentLimits limits(Section agent) {
        return agent.get("limits")
                .flatMap(v -> Section.of(v, "limits", List.of("output_kb", "log_kb"), problems))
                .map(limits ->
                        new AgentLimits(
                                limits.integer("output_kb", 1, MAX_OUTPUT_KB, MAX_OUTPUT_KB) * KIB,
                                limits.integer("log_kb", 1, MAX_LOG_KB, DEFAULT_LOG_KB) * KIB))
                .orElse(new AgentLimits(MAX_OUTPUT_KB * KIB, DEFAULT_LOG_KB * KIB));
    }
}
