package net.swarmstack.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.swarmstack.engine.Admission.Ticket;
import net.swarmstack.model.RunId;
import net.swarmstack.model.StepId;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class AdmissionTest {

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
    void noSlotAtAllIsRefused() {
        assertThatThrownBy(() -> new Admission(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("slots: at least 1, not 0");
    }

    private boolean admit(Admission admission, String step) {
        return admission.admit(ticket(step), 10, () -> granted.add(step));
    }

    private static Ticket ticket(String step) {
        return new Ticket(new RunId("01900000-0000-7000-8000-000000000000"), new StepId(step), 1);
    }
}
