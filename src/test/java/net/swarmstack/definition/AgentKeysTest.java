package net.swarmstack.definition;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.model.Isolation;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// What the keys of an agent take, each on its own.
final class AgentKeysTest {

    private static final String RUNTIME = "runtime: {type: node, entry: a}";

    private final DefinitionReader reader = new DefinitionReader();

    @Test
    void descriptionAndAuthorAreKept() {
        AgentManifest agent = agent("description: Greets somebody", "author: me");

        assertThat(agent.description()).isEqualTo("Greets somebody");
        assertThat(agent.author()).isEqualTo("me");
    }

    @Test
    void licenseAndHomepageAreKept() {
        AgentManifest agent = agent("license: MIT", "homepage: https://example.org");

        assertThat(agent.source().get("license").stringValue()).isEqualTo("MIT");
        assertThat(agent.source().get("homepage").stringValue()).isEqualTo("https://example.org");
    }

    @Test
    void capabilitiesAndTagsAreKeptInTheirOrder() {
        AgentManifest agent = agent("capabilities: [text, mail]", "tags: [b, a]");

        assertThat(agent.capabilities()).containsExactly("text", "mail");
        assertThat(agent.tags()).containsExactly("b", "a");
    }

    @ParameterizedTest
    @EnumSource
    void runtimeIsOneOfFive(AgentRuntime.Type type) {
        String word = type.name().toLowerCase(Locale.ROOT);

        assertThat(runtime("type: " + word + ", entry: A.java").type()).isEqualTo(type);
        assertThat(AgentRuntime.Type.values()).hasSize(5);
    }

    @ParameterizedTest
    @CsvSource({"entry: a, type", "type: node, entry"})
    void runtimeNeedsTypeAndEntry(String key, String missing) {
        assertThat(problems("runtime: {" + key + "}"))
                .singleElement()
                .asString()
                .contains("needs a value for \"" + missing + "\"");
    }

    @Test
    void memoryIsOneHundredTwentyEightMegabytesUnlessWritten() {
        assertThat(runtime("type: node, entry: a").memoryMb()).isEqualTo(128);
        assertThat(runtime("type: node, entry: a, memory_mb: 16").memoryMb()).isEqualTo(16);
        assertThat(problems("runtime: {type: node, entry: a, memory_mb: 15}")).hasSize(1);
        assertThat(problems("runtime: {type: node, entry: a, memory_mb: 65537}")).hasSize(1);
    }

    @Test
    void timeoutIsFiveMinutesUnlessWrittenAndMayBeAFraction() {
        assertThat(runtime("type: node, entry: a").timeout()).hasMinutes(5);
        assertThat(runtime("type: node, entry: a, timeout_seconds: 0.25").timeout())
                .isEqualTo(Duration.ofMillis(250));
    }

    @Test
    void graceIsFiveSecondsUnlessWritten() {
        assertThat(agent("tags: []").grace()).hasSeconds(5);
        assertThat(agent("grace_seconds: 0").grace()).isZero();
    }

    @Test
    void triggersAreManualAlone() {
        assertThat(problems("triggers: [{type: manual}]\n" + RUNTIME)).isEmpty();
        assertThat(problems("triggers: [{type: schedule}]\n" + RUNTIME))
                .singleElement()
                .asString()
                .endsWith("\"schedule\" is no type of trigger: expected manual.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"secrets: [KEY]", "network: {allow: [public]}", "llm: [anthropic]"})
    void keyThatIsStillToComeIsRefusedAsUnknown(String key) {
        assertThat(problems(key + "\n" + RUNTIME))
                .singleElement()
                .asString()
                .contains("unknown key \"" + key.substring(0, key.indexOf(':')) + "\"");
    }

    @Test
    void limitsAreRead() {
        AgentLimits limits = agent("limits: {cpus: 1.5, processes: 64, disk_mb: 100}").limits();

        assertThat(limits).isEqualTo(new AgentLimits(1 << 20, 8 << 20, 150, 64, 100L << 20));
    }

    @Test
    void anyIsolationIsAcceptedUnlessOneIsWritten() {
        assertThat(agent().isolation()).isEqualTo(Isolation.PROCESS);
        assertThat(agent("isolation: namespace").isolation()).isEqualTo(Isolation.NAMESPACE);
    }

    @ParameterizedTest
    @CsvSource({
        "isolation: namspace, 'a:3:12: \"isolation\" must be one of process, namespace, vm, not"
                + " \"namspace\". Did you mean \"namespace\"?'",
        "limits: {cpus: 0}, 'a:3:16: \"cpus\" must be a number from 0.1 to 256'",
        "limits: {processes: 0}, 'a:3:21: \"processes\" must be a whole number from 1 to 65,536'",
        "limits: {disk_mb: 0}, 'a:3:19: \"disk_mb\" must be a whole number from 1 to 1,048,576'"
    })
    void whatIsNoIsolationAndNoLimitIsRefused(String key, String problem) {
        assertThat(problems(key + "\n" + RUNTIME)).containsExactly(problem);
    }

    @Test
    void unknownKeyIsRefusedWithTheNearest() {
        assertThat(problems("licence: MIT\n" + RUNTIME))
                .containsExactly(
                        "a:3:1: unknown key \"licence\" in agent.yaml. Did you mean \"license\"?");
    }

    private AgentRuntime runtime(String keys) {
        return reader.agent("a", "name: a\nversion: 1.0.0\nruntime: {" + keys + "}\n")
                .orThrow()
                .runtime();
    }

    private AgentManifest agent(String... keys) {
        return reader.agent("a", text(RUNTIME + "\n" + String.join("\n", keys))).orThrow();
    }

    private List<String> problems(String keys) {
        return ProblemLines.of(reader.agent("a", text(keys)));
    }

    private static String text(String keys) {
        return "name: a\nversion: 1.0.0\n" + keys + "\n";
    }
}
