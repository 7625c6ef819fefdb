package net.swarmstack.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.swarmstack.engine.Admission.Ticket;
import net.swarmstack.model.RunId;
import net.swarmstack.model.StepId;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

class AdmissionTest {

    private static final RunId LIMITED = new RunId("01900000-0000-7000-8000-000000000001");
    private static final RunId OTHER = new RunId("01900000-0000-7000-8000-000000000002");

    private final List<String> granted = new ArrayList<>();

    @Test
    void attemptGetsAFreeSlotAtOnce() {
        var admission = new Admission(1);

        assertThat(admit(admission, "a")).isTrue();
    }

    @Test
    void attemptsInLineAreServedInTheOrderTheyCame() {
        var admission = new Admission(1);
        admit(admission, "a");
        admit(admission, "b");
        admit(admission, "c");

        admission.release(ticket("a"));
        admission.release(ticket("b"));

        assertThat(granted).containsExactly("b", "c");
    }

    @Test
    void slotGivenBackTwiceIsFreeOnce() {
        var admission = new Admission(1);
        admit(admission, "a");
        admission.release(ticket("a"));
        admission.release(ticket("a"));

        assertThat(admit(admission, "b")).isTrue();
        assertThat(admit(admission, "c")).isFalse();
    }

    @Test
    void newcomerDoesNotOvertakeTheLine() {
        var admission = new Admission(2);
        admit(admission, "a");
        admit(admission, "b");
        admit(admission, "c");
        admission.release(ticket("a"));

        assertThat(admit(admission, "d")).isFalse();
        assertThat(granted).containsExactly("c");
    }

    @Test
    void runAtItsLimitWaitsForItsOwnAttemptsThoughSlotsAreFree() {
        var admission = new Admission(8);
        assertThat(admit(admission, LIMITED, "a", 1)).isTrue();

        assertThat(admit(admission, LIMITED, "b", 1)).isFalse();
        assertThat(admit(admission, OTHER, "x", 1)).isTrue();
        admission.release(ticket(LIMITED, "a"));

        assertThat(granted).containsExactly("b");
    }

    @Test
    void attemptsOfARunAtItsLimitKeepTheirOrder() {
        var admission = new Admission(8);
        for (String step : List.of("a", "b", "c", "d")) {
            admit(admission, LIMITED, step, 1);
        }

        for (String step : List.of("a", "b", "c")) {
            admission.release(ticket(LIMITED, step));
        }

        assertThat(granted).containsExactly("b", "c", "d");
    }

    @Test
    void runAtItsLimitHoldsNobodyUpInTheLineForSlots() {
        var admission = new Admission(2);
        admit(admission, LIMITED, "a", 1);
        admit(admission, OTHER, "x", 9);
        admit(admission, LIMITED, "b", 1);
        admit(admission, OTHER, "y", 9);

        admission.release(ticket(OTHER, "x"));

        assertThat(granted).containsExactly("y");
    }

    @Test
    void attemptThatItsRunsLimitLetsGoStandsAtTheEndOfTheLine() {
        var admission = new Admission(1);
        admit(admission, LIMITED, "a", 1);
        admit(admission, LIMITED, "b", 1);
        admit(admission, OTHER, "x", 9);

        admission.release(ticket(LIMITED, "a"));
        admission.release(ticket(OTHER, "x"));

        assertThat(granted).containsExactly("x", "b");
    }

    @Test
    void runThatStopsLeavesItsPlacesAndKeepsTheSlotsItExecutesIn() {
        var admission = new Admission(2);
        admit(admission, LIMITED, "a", 2);
        admit(admission, LIMITED, "b", 2);
        admit(admission, LIMITED, "c", 2);
        admit(admission, OTHER, "x", 9);
        admit(admission, OTHER, "y", 9);

        admission.releaseAll(LIMITED, Set.of(ticket(LIMITED, "a")));
        assertThat(granted).containsExactly("x");
        admission.release(ticket(LIMITED, "a"));

        assertThat(granted).containsExactly("x", "y");
    }

    @Test
    void noSlotAtAllIsRefused() {
        assertThatThrownBy(() -> new Admission(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("slots: at least 1, not 0");
    }

    private boolean admit(Admission admission, String step) {
        return admit(admission, OTHER, step, 10);
    }

    private boolean admit(Admission admission, RunId run, String step, int limit) {
        return admission.admit(ticket(run, step), limit, () -> granted.add(step));
    }

    private static Ticket ticket(String step) {
        return ticket(OTHER, step);
    }

    private static Ticket ticket(RunId run, String step) {
        return new Ticket(run, new StepId(step), 1);
    }
}
