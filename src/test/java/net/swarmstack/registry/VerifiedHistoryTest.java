package net.swarmstack.registry;

import static net.swarmstack.registry.RegistryWithRuns.OPEN;
import static net.swarmstack.registry.RegistryWithRuns.WHOLE;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.model.AttemptRemains;
import net.swarmstack.model.RunEvent;
import net.swarmstack.model.RunEvent.AttemptStarted;
import net.swarmstack.model.RunEvent.RetryDue;
import net.swarmstack.model.RunId;
import net.swarmstack.model.StepId;
import net.swarmstack.testing.RunScript;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.sql.SQLException;

/// What the verification finds in histories, each by what breaks it and nothing else.
final class VerifiedHistoryTest {

    @TempDir Path folder;
    private RegistryWithRuns test;

    @BeforeEach
    void open() {
        test = RegistryWithRuns.in(folder);
    }

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void changedEventIsFound() throws SQLException {
        test.tamper(
                "UPDATE run_events SET data = replace(data, 'of a', 'by me') WHERE seq = 7 AND"
                        + " run_id = '"
                        + WHOLE
                        + "'");

        assertThat(test.findings())
                .containsExactly(
                        "history: run_events, run "
                                + WHOLE
                                + ", event 7: its hash does not follow from the rows");
    }

    @Test
    void eventThatNoVersionWroteIsFound() throws SQLException {
        test.forge(OPEN, "Invented", "{}");

        assertThat(test.findings())
                .containsExactly("history: run " + OPEN + ", event 4: no event is called Invented");
    }

    @Test
    void gapInTheNumbersOfAttemptsIsFound() throws SQLException {
        RunId run = RunScript.run(3);
        test.append(DecidedHistory.open(run).failed("a", 1, AttemptRemains.NOTHING));
        test.forge(run, new RetryDue(new StepId("a"), 3));
        test.forge(run, started("a", 3));

        assertThat(test.findings())
                .containsExactly("attempts: run " + run + ", step a: attempt 3 follows attempt 1");
    }

    @Test
    void attemptThatStartsBeforeTheLastHasEndedIsFound() throws SQLException {
        test.forge(OPEN, started("a", 2));

        assertThat(test.findings())
                .containsExactly(
                        "attempts: run "
                                + OPEN
                                + ", step a: attempt 2 starts before attempt 1 has ended");
    }

    @Test
    void secondSuccessOfAStepIsFound() throws SQLException {
        test.forge(WHOLE, RegistryWithRuns.succeeded("a", 2));

        assertThat(test.findings())
                .containsExactly(
                        "successes: run " + WHOLE + ", step a: attempt 2 succeeds after another");
    }

    @Test
    void eventThatTheEngineWouldRefuseIsFound() throws SQLException {
        test.forge(OPEN, new RetryDue(new StepId("b"), 2));

        assertThat(test.findings())
                .containsExactly(
                        "replay: run "
                                + OPEN
                                + ", event 4, RetryDue: it can't follow from those before it");
    }

    @Test
    void eventOfAStepThatTheWorkflowDoesNotHaveIsFound() throws SQLException {
        test.forge(OPEN, new RetryDue(new StepId("c"), 2));

        assertThat(test.findings())
                .containsExactly("replay: run " + OPEN + ", event 4, RetryDue: no step c");
    }

    @Test
    void definitionThatThisVersionDoesNotTakeIsFound() {
        RunScript script =
                new RunScript(RunScript.run(3)).accepted(RunScript.inline("m", "1"), "a");
        test.history().append(script.id(), script.take());

        assertThat(test.findings())
                .singleElement()
                .asString()
                .startsWith("replay: run " + script.id() + ", event 1, RunAccepted: ");
    }

    private static RunEvent started(String step, int attempt) {
        return new AttemptStarted(new StepId(step), attempt, "proc-x", RunScript.START);
    }
}
