package net.swarmstack.definition;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;

/// What the keys of a workflow and of its steps take, each on its own.
final class WorkflowKeysTest {

    private static final String STEPS = "steps: [{id: a, agent: x}]";

    private final DefinitionReader reader = new DefinitionReader();

    @ParameterizedTest
    @ValueSource(strings = {"-a", "a-", "A", "a_b", "a.b", "''", "a/b", "é"})
    void nameOfAnotherFormIsRefused(String name) {
        assertThat(problems("name: " + name + "\nversion: 1.0.0\n" + STEPS)).hasSize(1);
        assertThat(problems("name: a-1\nversion: 1.0.0\n" + STEPS)).isEmpty();
    }

    @Test
    void nameHasAtMostSixtyThreeCharacters() {
        String text = "name: %s\nversion: 1.0.0\n" + STEPS;

        assertThat(problems(text.formatted("a".repeat(63)))).isEmpty();
        assertThat(problems(text.formatted("a".repeat(64)))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "1.0", "v1.0.0", "01.0.0", "1.0.0+build", "latest", "^1.0.0"})
    void versionThatIsNotSemanticIsRefused(String version) {
        assertThat(problems("name: w\nversion: " + version + "\n" + STEPS)).hasSize(1);
        assertThat(problems("name: w\nversion: 1.0.0-rc.1\n" + STEPS)).isEmpty();
    }

    @Test
    void descriptionAndAuthorAreKept() {
        WorkflowDefinition workflow = workflow("description: Prices an order", "author: me");

        assertThat(workflow.description()).isEqualTo("Prices an order");
        assertThat(workflow.author()).isEqualTo("me");
    }

    @Test
    void tagsAndLabelsAreKeptInTheirOrder() {
        WorkflowDefinition workflow = workflow("tags: [b, a]", "labels: {team: shop, area: '7'}");

        assertThat(workflow.tags()).containsExactly("b", "a");
        assertThat(workflow.labels().keySet()).containsExactly("team", "area");
        assertThat(workflow.labels()).containsEntry("area", "7");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tags: []", "trigger: {type: manual}", "triggers: [{type: manual}]"})
    void triggerIsManualWhetherWrittenOrNot(String key) {
        assertThat(workflow(key).triggers()).containsExactly("manual");
    }

    @Test
    void severalTriggersAreListed() {
        assertThat(workflow("triggers: [{type: manual}, {type: manual}]").triggers())
                .containsExactly("manual", "manual");
    }

    @Test
    void triggerAndTriggersAtOnceAreRefused() {
        assertThat(problems(text("trigger: {type: manual}", "triggers: [{type: manual}]")))
                .singleElement()
                .asString()
                .contains("\"trigger\" and \"triggers\" at once");
    }

    @ParameterizedTest
    @ValueSource(strings = {"webhook", "schedule", "event"})
    void triggerThatIsStillToComeIsRefused(String type) {
        assertThat(problems(text("trigger: {type: " + type + "}")))
                .singleElement()
                .asString()
                .endsWith("\"" + type + "\" is no type of trigger: expected manual.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"webhook", "slack", "email"})
    void notifyThatIsStillToComeIsRefused(String type) {
        assertThat(problems(text("on_error: [{notify: {type: " + type + ", message: m}}]")))
                .singleElement()
                .asString()
                .endsWith("\"" + type + "\" is no type of notify: expected log.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "workflow: other@^1",
                "wait: {seconds: 60}",
                "approval: {message: m}",
                "cache: {key: k}",
                "budget: {usd: 1}"
            })
    void keyOfAStepThatIsStillToComeIsRefusedAsUnknown(String key) {
        assertThat(problems("name: w\nversion: 1.0.0\nsteps: [{id: a, agent: x, " + key + "}]"))
                .singleElement()
                .asString()
                .contains("unknown key \"" + key.substring(0, key.indexOf(':')) + "\"");
    }

    @ParameterizedTest
    @CsvSource({
        "budget: {usd: 1}, budget",
        "secrets: [KEY], secrets",
        "concurrency: {group: g}, group",
        "concurrency: {on_conflict: queue}, on_conflict"
    })
    void keyOfAWorkflowThatIsStillToComeIsRefusedAsUnknown(String text, String key) {
        assertThat(problems(text(text)))
                .singleElement()
                .asString()
                .contains("unknown key \"" + key + "\"");
    }

    @Test
    void unknownKeyIsRefusedWithTheNearest() {
        assertThat(problems(text("lables: {a: b}")))
                .containsExactly(
                        "w:4:1: unknown key \"lables\" in workflow.yaml. Did you mean \"labels\"?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1a", "-a", "a b", "a.b", "''", "é"})
    void idOfAnotherFormIsRefused(String id) {
        assertThat(problems("name: w\nversion: 1.0.0\nsteps: [{id: " + id + ", agent: x}]"))
                .hasSize(1);
    }

    @Test
    void idHasAtMostSixtyThreeCharacters() {
        String text = "name: w\nversion: 1.0.0\nsteps: [{id: %s, agent: x}]";

        assertThat(problems(text.formatted("_" + "A-0".repeat(20) + "aa"))).isEmpty();
        assertThat(problems(text.formatted("a".repeat(64)))).hasSize(1);
    }

    @Test
    void nameOfAStepIsItsIdUnlessWritten() {
        assertThat(step("effects: none").name()).isEqualTo("a");
        assertThat(step("name: First Step").name()).isEqualTo("First Step");
    }

    @Test
    void stepNeedsIdAndAgent() {
        assertThat(problems("name: w\nversion: 1.0.0\nsteps: [{name: x}]"))
                .hasSize(2)
                .anyMatch(problem -> problem.contains("needs a value for \"id\""))
                .anyMatch(problem -> problem.contains("needs a value for \"agent\""));
    }

    @Test
    void deadlinesMayBeFractionsOfASecond() {
        StepDefinition step = step("timeout_seconds: 0.25, step_timeout_seconds: 1.5");

        assertThat(step.timeout()).contains(Duration.ofMillis(250));
        assertThat(step.stepTimeout()).contains(Duration.ofMillis(1500));
        assertThat(workflow("timeout_seconds: 2.5").timeout()).contains(Duration.ofMillis(2500));
    }

    @Test
    void stepOfAHandlerTakesANameAndDeadlines() {
        WorkflowDefinition workflow =
                workflow(
                        "finally: [{step: {id: b, name: Tell, agent: x, timeout_seconds: 1,"
                                + " step_timeout_seconds: 2.5}}]");

        var handler = (HandlerDefinition.Step) workflow.finallyDo().getFirst();
        assertThat(handler.step().name()).isEqualTo("Tell");
        assertThat(handler.step().timeout()).contains(Duration.ofSeconds(1));
        assertThat(handler.step().stepTimeout()).contains(Duration.ofMillis(2500));
    }

    private StepDefinition step(String keys) {
        return reader.workflow(
                        "w", "name: w\nversion: 1.0.0\nsteps: [{id: a, agent: x, " + keys + "}]")
                .orThrow()
                .steps()
                .getFirst();
    }

    private WorkflowDefinition workflow(String... keys) {
        return reader.workflow("w", text(keys)).orThrow();
    }

    private List<String> problems(String text) {
        return ProblemLines.of(reader.workflow("w", text));
    }

    private static String text(String... keys) {
        return "name: w\nversion: 1.0.0\n" + STEPS + "\n" + String.join("\n", keys) + "\n";
    }
}
