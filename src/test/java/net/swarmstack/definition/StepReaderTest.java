package net.swarmstack.definition;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.model.Failure;
import net.swarmstack.model.Isolation;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.List;

/// The keys of a step that are not read at its planning.
final class StepReaderTest {

    private final DefinitionReader reader = new DefinitionReader();

    @Test
    void retryWithEverythingIsRead() {
        RetryPolicy retry =
                step("retry: {attempts: 5, delay_seconds: 0.25, backoff: 1.5,"
                                + " max_delay_seconds: 9, jitter: 0, on: [timeout, error]}")
                        .retry();

        assertThat(retry)
                .isEqualTo(
                        new RetryPolicy(
                                5,
                                Duration.ofMillis(250),
                                1.5,
                                Duration.ofSeconds(9),
                                0,
                                List.of(Failure.Type.TIMEOUT, Failure.Type.ERROR)));
    }

    @Test
    void stepWithoutRetryIsTriedOnce() {
        assertThat(step("name: x").retry()).isEqualTo(RetryPolicy.NONE);
    }

    @Test
    void delayAboveTheUsualLimitIsKept() {
        RetryPolicy retry = step("retry: {attempts: 2, delay_seconds: 90}").retry();

        assertThat(retry.delayAfter(1, 0.5)).isEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void deadlinesAndTheRestAreRead() {
        StepDefinition step =
                step(
                        "timeout_seconds: 0.001, step_timeout_seconds: 604800,"
                                + " continue_on_error: true, if: true");

        assertThat(step.timeout()).contains(Duration.ofMillis(1));
        assertThat(step.stepTimeout()).contains(Duration.ofDays(7));
        assertThat(step.continueOnError()).isTrue();
        assertThat(step.condition()).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "effects: none, NONE",
        "effects: idempotent, IDEMPOTENT",
        "effects: once, ONCE",
        "name: x, IDEMPOTENT"
    })
    void effectsAreReadAndIdempotentUnlessWritten(String key, StepEffects effects) {
        assertThat(step(key).effects()).isEqualTo(effects);
    }

    @ParameterizedTest
    @CsvSource({"isolation: vm, VM", "name: x, PROCESS"})
    void isolationIsReadAndAnyUnlessWritten(String key, Isolation isolation) {
        assertThat(step(key).isolation()).isEqualTo(isolation);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "retry: 3 | 34: retry must be a mapping, not the number 3",
                "retry: {attempts: 0} | 45: \"attempts\" must be a whole number from 1 to 100",
                "retry: {attempts: 101} | 45: \"attempts\" must be a whole number from 1 to 100",
                "retry: {attempts: 1.5} | 45: \"attempts\" must be a whole number from 1 to 100, not the number 1.5",
                "retry: {delay_seconds: -1} | 50: \"delay_seconds\" must be a number of seconds from 0 to 86,400",
                "retry: {backoff: 0.5} | 44: \"backoff\" must be a number from 1 to 100",
                "retry: {backoff: x} | 44: \"backoff\" must be a number from 1 to 100, not text",
                "retry: {jitter: 1.1} | 43: \"jitter\" must be a number from 0 to 1",
                "retry: {delay: 1} | 35: unknown key \"delay\" in retry. Known here: attempts, delay_seconds, backoff, max_delay_seconds, jitter, on",
                "retry: {on: error} | 39: \"on\" must be a list, not text",
                "retry: {on: [bad_input]} | 40: \"bad_input\" is no failure that is tried again: expected some of",
                "retry: {on: [timout]} | 40: \"timout\" is no failure that is tried again: expected some of",
                "if: [x] | 31: \"if\" must be an expression, not a list",
                "if: 1 | 31: \"if\" must be an expression, not the number 1",
                "timeout_seconds: 0 | 44: \"timeout_seconds\" must be a number of seconds from 0.001 to 604,800",
                "step_timeout_seconds: 604801 | 49: \"step_timeout_seconds\" must be a number of seconds from 0.001 to 604,800",
                "continue_on_error: yes | 46: \"continue_on_error\" must be true or false, not text",
                "effects: twice | 36: \"effects\" must be one of none, idempotent, once, not \"twice\".",
                "effects: onse | 36: \"effects\" must be one of none, idempotent, once, not \"onse\". Did you mean \"once\"?",
                "effects: [once] | 36: \"effects\" must be text, not a list",
                "needs: a | 34: \"needs\" must be a list, not text",
                "needs: [1] | 35: each of needs must be text, not the number 1",
                "name: 1 | 33: \"name\" must be text, not the number 1",
                "inputs: x | 35: \"inputs\" must be a mapping, not text",
                "cache: x | 27: unknown key \"cache\" in step \"a\". Known here: id, name, agent, needs, if,",
                "concurrency: 2 | 40: \"concurrency\" is how many items execute at once: a step without \"foreach\" has none",
                "foreach: {a: 1} | 36: \"foreach\" must be a list, not a mapping",
                "foreach: 3 | 36: \"foreach\" must be a list, not the number 3"
            })
    void keyOfAStepWithAWrongValueIsRefused(String key, String problem) {
        List<String> problems =
                ProblemLines.of(
                        reader.workflow("w", text("{id: a, agent: x, " + key + "}", "tags: []")));

        assertThat(problems).singleElement().asString().startsWith("w:3:" + problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "timeout_seconds: 0 | 18: \"timeout_seconds\" must be a number of seconds from 0.001 to 604,800",
                "fail_fast: no | 12: \"fail_fast\" must be true or false, not text",
                "concurrency: 4 | 14: concurrency must be a mapping, not the number 4",
                "concurrency: {steps: 0} | 22: \"steps\" must be a whole number from 1 to 10,000",
                "concurrency: {group: x} | 15: unknown key \"group\" in concurrency. Known here: steps",
                "tags: x | 7: \"tags\" must be a list, not text",
                "budget: {} | 1: unknown key \"budget\" in workflow.yaml.",
                "inputs: {} | 9: \"inputs\" must be a list, not a mapping",
                "inputs: [{name: n, type: txt}] | 26: \"txt\" is no type",
                "labels: [] | 9: \"labels\" must be a mapping, not a list",
                "labels: {a b: c} | 10: \"a b\" is no name of a label",
                "labels: {a: 1} | 13: \"a\" must be text, not the number 1",
                "on_error: [{notify: {type: log, message: m}, step: {id: b, agent: x}}] | 12: \"notify\" and \"step\" in one handler: make them two",
                "on_error: [{step: {id: b}}] | 19: step \"b\" needs a value for \"agent\"",
                "on_error: [{step: {id: b, agent: x, needs: [a]}}] | 37: unknown key \"needs\" in step \"b\". Known here: id, name, agent, if, inputs, timeout_seconds, step_timeout_seconds, retry"
            })
    void keyOfAWorkflowWithAWrongValueIsRefused(String key, String problem) {
        List<String> problems =
                ProblemLines.of(reader.workflow("w", text("{id: a, agent: x}", key)));

        assertThat(problems).singleElement().asString().startsWith("w:4:" + problem);
    }

    private StepDefinition step(String keys) {
        return reader.workflow("w", text("{id: a, agent: x, " + keys + "}", "tags: []"))
                .orThrow()
                .steps()
                .getFirst();
    }

    private static String text(String step, String key) {
        return "name: w\nversion: 1.0.0\nsteps: [" + step + "]\n" + key + "\n";
    }
}
