package net.swarmstack.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.swarmstack.engine.History;
import net.swarmstack.engine.Transition;
import net.swarmstack.model.Failure;
import net.swarmstack.model.Json;
import net.swarmstack.model.Payload;
import net.swarmstack.model.RecordedEvent;
import net.swarmstack.model.RunEvent;
import net.swarmstack.model.RunEvent.CancelRequested;
import net.swarmstack.model.RunEvent.HandlerFinished;
import net.swarmstack.model.RunEvent.OutcomeDecided;
import net.swarmstack.model.RunEvent.OutputsResolved;
import net.swarmstack.model.RunEvent.Result;
import net.swarmstack.model.RunEvent.RunDeadlinePassed;
import net.swarmstack.model.RunEvent.StepDeadlinePassed;
import net.swarmstack.model.RunEvent.Verdict;
import net.swarmstack.model.RunStatus;
import net.swarmstack.model.StepId;
import net.swarmstack.model.StepStatus;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What every [History] promises.
public abstract class HistoryContract {

    /// An empty history, in which [RunScript#WORKFLOW_ID] and [RunScript#AGENT_ID] exist.
    protected abstract History history();

    @Test
    void aRunThatDoesNotExistHasNoEvents() {
        assertThat(history().events(RunScript.run(1))).isEmpty();
    }

    @Test
    void eventsComeBackAsTheyWereAppended() {
        RunScript script = everyKindOfEvent();
        List<Transition> transitions = script.take();

        history().append(script.id(), transitions);

        assertThat(history().events(script.id())).isEqualTo(eventsOf(transitions));
    }

    @Test
    void aRunThatNobodyExecutesYetMayHaveSeveralEvents() {
        RunScript script =
                new RunScript(RunScript.run(1))
                        .accepted(RunScript.inline("a", "b"), "s", "t")
                        .inherited("s", history().keep(RunScript.large()));
        List<Transition> transitions = script.take();

        history().enqueue(script.id(), transitions);

        assertThat(history().events(script.id())).isEqualTo(eventsOf(transitions));
    }

    @Test
    void everyKindOfEventIsAmongThem() {
        assertThat(everyKindOfEvent().take())
                .<Class<?>>extracting(transition -> transition.event().event().getClass())
                .contains(RunEvent.class.getPermittedSubclasses());
    }

    @Test
    void laterAppendsFollowEarlierOnes() {
        RunScript script = new RunScript(RunScript.run(1));
        var all = new ArrayList<RecordedEvent>();

        for (int i = 0; i < 3; i++) {
            if (i == 0) {
                script.accepted(RunScript.inline("a", "b"), "s0", "s1", "s2");
            }
            List<Transition> transitions = script.wholeStep("s" + i).take();
            history().append(script.id(), transitions);
            all.addAll(eventsOf(transitions));
        }

        assertThat(history().events(script.id())).isEqualTo(all);
    }

    @Test
    void anEventThatDoesNotFollowIsRefusedWithAllThatCameWithIt() {
        RunScript script =
                new RunScript(RunScript.run(1)).accepted(RunScript.inline("a", "b"), "s");
        List<Transition> first = script.take();
        history().append(script.id(), first);
        List<Transition> later = script.wholeStep("s").take();
        List<Transition> withGap = List.of(later.get(0), later.get(2));

        assertThatThrownBy(() -> history().append(script.id(), withGap))
                .isInstanceOf(RuntimeException.class);

        assertThat(history().events(script.id())).isEqualTo(eventsOf(first));
    }

    @Test
    void anEventIsRecordedOnce() {
        RunScript script =
                new RunScript(RunScript.run(1)).accepted(RunScript.inline("a", "b"), "s");
        List<Transition> transitions = script.take();
        history().append(script.id(), transitions);

        assertThatThrownBy(() -> history().append(script.id(), transitions))
                .isInstanceOf(RuntimeException.class);

        assertThat(history().events(script.id())).hasSize(1);
    }

    @Test
    void aRefusedAppendDoesNotKeepTheNextFromWorking() {
        RunScript script =
                new RunScript(RunScript.run(1)).accepted(RunScript.inline("a", "b"), "s");
        history().append(script.id(), script.take());
        List<Transition> next = script.wholeStep("s").take();
        assertThatThrownBy(() -> history().append(script.id(), next.subList(1, 2)))
                .isInstanceOf(RuntimeException.class);

        history().append(script.id(), next);

        assertThat(history().events(script.id())).hasSize(4);
    }

    @Test
    void runsDoNotMix() {
        RunScript one = new RunScript(RunScript.run(1)).accepted(RunScript.inline("a", "1"), "s");
        RunScript two = new RunScript(RunScript.run(2)).accepted(RunScript.inline("a", "2"), "s");

        history().append(one.id(), one.take());
        history().append(two.id(), two.take());

        assertThat(history().events(two.id()))
                .extracting(RecordedEvent::run)
                .containsExactly(two.id());
    }

    @Test
    void manyRunsMayBeWrittenAtOnce() throws InterruptedException {
        History history = history();
        var threads = new ArrayList<Thread>();
        for (int n = 1; n <= 30; n++) {
            RunScript script =
                    new RunScript(RunScript.run(n)).accepted(RunScript.inline("a", "b"), "s", "t");
            threads.add(
                    Thread.startVirtualThread(() -> {
                        history.append(script.id(), script.take());
                        history.append(script.id(), script.wholeStep("s").take());
                        history.append(script.id(), script.wholeStep("t").take());
                    }));
        }
        for (Thread thread : threads) {
            thread.join();
        }

        for (int n = 1; n <= 30; n++) {
            assertThat(history.events(RunScript.run(n)))
                    .extracting(RecordedEvent::seq)
                    .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L);
        }
    }

    @Test
    void aSmallValueStandsInTheHistory() {
        JsonNode value = Json.object().put("text", "x".repeat(1000));

        Payload kept = history().keep(value);

        assertThat(kept).isEqualTo(new Payload.Inline(value));
        assertThat(history().load(kept)).isEqualTo(value);
    }

    @Test
    void aValueOfExactlyTheLimitStandsInTheHistory() {
        int around = "{\"text\":\"\"}".length();
        ObjectNode value = Json.object();

        value.put("text", "x".repeat(Payload.MAX_INLINE_BYTES - around));
        assertThat(history().keep(value)).isInstanceOf(Payload.Inline.class);

        value.put("text", "x".repeat(Payload.MAX_INLINE_BYTES - around + 1));
        assertThat(history().keep(value)).isInstanceOf(Payload.Stored.class);
    }

    @Test
    void aLargeValueIsReferredToAndLoadedAgain() {
        JsonNode value = RunScript.large();

        Payload kept = history().keep(value);

        assertThat(kept).isInstanceOf(Payload.Stored.class);
        assertThat(((Payload.Stored) kept).sizeBytes()).isEqualTo(Json.compactBytes(value).length);
        assertThat(((Payload.Stored) kept).preview()).startsWith("{\"text\":\"é").hasSize(200);
        assertThat(history().load(kept)).isEqualTo(value);
    }

    @Test
    void theSameLargeValueIsKeptTwiceWithoutHarm() {
        Payload first = history().keep(RunScript.large());

        Payload second = history().keep(RunScript.large());

        assertThat(second).isEqualTo(first);
        assertThat(history().load(second)).isEqualTo(RunScript.large());
    }

    @Test
    void dataThatLooksLikeAReferenceStaysData() {
        ObjectNode value = Json.object();
        value.putObject("outputs_ref").put("sha256", "0".repeat(64)).put("size", 1);
        value.put("ref", "blobs/00/00").put("sha256", "0".repeat(64)).put("preview", "");
        RunScript script = new RunScript(RunScript.run(1)).accepted(new Payload.Inline(value), "s");
        List<Transition> transitions = script.take();

        history().append(script.id(), transitions);

        assertThat(history().events(script.id())).isEqualTo(eventsOf(transitions));
    }

    /// A run in which every kind of event happens.
    protected final RunScript everyKindOfEvent() {
        Failure failure = new Failure(Failure.Type.ERROR, "it\nbroke \uD83D\uDE00 \"so\"");
        return new RunScript(RunScript.run(7))
                .accepted(history().keep(RunScript.large()), "a", "b", "c", "d", "e", "f", "g", "h")
                .inherited("h", history().keep(RunScript.large()))
                .wholeStep("a")
                .skipped("e")
                .each("g", RunScript.inline("items", "of g"), 1)
                .wholeStep("g[0]")
                .collected("g", history().keep(RunScript.large()))
                .resolved("f", RunScript.inline("m", "1"))
                .started("f", "proc-f-1")
                .failedForNow("f", new Failure(Failure.Type.OOM, "killed at 128 MB"))
                .retryDue("f")
                .started("f", "proc-f-2")
                .left("f")
                .lost("f")
                .started("f", "proc-f-3")
                .event(
                        new OutcomeDecided(new StepId("f"), 1, new Verdict.Retry()),
                        StepStatus.PENDING)
                .event(new StepDeadlinePassed(new StepId("f")), StepStatus.PENDING)
                .failed("f", new Failure(Failure.Type.ERROR, "no such user", false))
                .after(Duration.ofMillis(1500))
                .resolved("b", history().keep(RunScript.large()))
                .started("b", "proc-b")
                .failed("b", failure)
                .unresolvable("c", new Failure(Failure.Type.BAD_INPUT, "no such path"))
                .event(new CancelRequested(), StepStatus.CANCELLED, "d")
                .event(new RunDeadlinePassed(), StepStatus.PENDING)
                .event(
                        new OutputsResolved(new Result.Value(RunScript.inline("r", "1"))),
                        StepStatus.PENDING)
                .event(new OutputsResolved(new Result.Unresolvable(failure)), StepStatus.PENDING)
                .finished(RunStatus.FAILED, Optional.of(failure), Optional.of("b"))
                .event(new HandlerFinished("on_error[0]", Optional.of(failure)), StepStatus.PENDING)
                .event(new HandlerFinished("on_error[1]", Optional.empty()), StepStatus.PENDING);
    }

    private static List<RecordedEvent> eventsOf(List<Transition> transitions) {
        return transitions.stream().map(Transition::event).toList();
    }
}
