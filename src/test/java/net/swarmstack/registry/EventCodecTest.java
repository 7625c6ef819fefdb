package net.swarmstack.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.swarmstack.model.AgentPin;
import net.swarmstack.model.AttemptRemains;
import net.swarmstack.model.AttemptStats;
import net.swarmstack.model.Failure;
import net.swarmstack.model.Isolation;
import net.swarmstack.model.Json;
import net.swarmstack.model.Payload;
import net.swarmstack.model.ResourceUsage;
import net.swarmstack.model.RunEvent;
import net.swarmstack.model.RunEvent.AttemptFailed;
import net.swarmstack.model.RunEvent.AttemptLeft;
import net.swarmstack.model.RunEvent.AttemptLost;
import net.swarmstack.model.RunEvent.AttemptStarted;
import net.swarmstack.model.RunEvent.AttemptSucceeded;
import net.swarmstack.model.RunEvent.CancelRequested;
import net.swarmstack.model.RunEvent.HandlerFinished;
import net.swarmstack.model.RunEvent.Inheritance;
import net.swarmstack.model.RunEvent.Inherited;
import net.swarmstack.model.RunEvent.ItemsCollected;
import net.swarmstack.model.RunEvent.OutcomeDecided;
import net.swarmstack.model.RunEvent.OutputsResolved;
import net.swarmstack.model.RunEvent.Resolution;
import net.swarmstack.model.RunEvent.Resolved;
import net.swarmstack.model.RunEvent.Result;
import net.swarmstack.model.RunEvent.RetryDue;
import net.swarmstack.model.RunEvent.RunAccepted;
import net.swarmstack.model.RunEvent.RunDeadlinePassed;
import net.swarmstack.model.RunEvent.RunFinished;
import net.swarmstack.model.RunEvent.StepDeadlinePassed;
import net.swarmstack.model.RunEvent.Verdict;
import net.swarmstack.model.RunId;
import net.swarmstack.model.RunOrigin;
import net.swarmstack.model.RunStatus;
import net.swarmstack.model.Sha256;
import net.swarmstack.model.StepId;
import net.swarmstack.model.TokenUsage;
import net.swarmstack.model.WorkflowPin;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/// What is written once is read by every later version: what stands here in JSON never changes.
final class EventCodecTest {

    private static final StepId STEP = new StepId("a-1");
    private static final RunId RUN = new RunId("01970000-0000-7000-8000-000000000001");
    private static final Failure FAILURE = new Failure(Failure.Type.OOM, "killed at \"128 MB\"");
    private static final AttemptStats STATS =
            new AttemptStats(Duration.ofMillis(3), Duration.ofMillis(40));
    private static final Payload SMALL = new Payload.Inline(Json.object().put("n", 1));
    private static final Payload LARGE =
            new Payload.Stored(Sha256.of(new byte[] {1}), 40_000, "{\"text\":\"é");

    private static final Optional<Payload> NOTHING = Optional.empty();
    private static final Optional<Payload> LIST = Optional.of(LARGE);
    private static final AttemptStats USED =
            new AttemptStats(
                    Duration.ofMillis(3),
                    Duration.ofMillis(40),
                    new TokenUsage(12, 5),
                    new ResourceUsage(Optional.of(Duration.ofMillis(7)), OptionalLong.of(1 << 20)));

    static List<RunEvent> events() {
        return List.of(
                new RunAccepted(
                        new WorkflowPin("id", "flow", "1.0.0", Json.object().put("name", "flow")),
                        Map.of(
                                "echo@^1",
                                new AgentPin(
                                        "agent",
                                        "echo",
                                        "1.2.0",
                                        Sha256.of(new byte[0]),
                                        Json.object())),
                        "manual",
                        LARGE,
                        Json.object().put("colour", "blue"),
                        Optional.of(Isolation.NAMESPACE),
                        Optional.of(new RunOrigin(RunOrigin.Kind.RETRY, RUN, RUN))),
                new Inherited(
                        STEP, new Inheritance.Succeeded(LARGE, new AttemptRemains(LIST, NOTHING))),
                new Inherited(STEP, new Inheritance.OutcomeUnknown(FAILURE)),
                new AttemptLeft(STEP, 2),
                new AttemptLost(STEP, 2),
                new OutcomeDecided(STEP, 2, new Verdict.Succeeded(LARGE)),
                new OutcomeDecided(STEP, 2, new Verdict.Failed(FAILURE)),
                new OutcomeDecided(STEP, 2, new Verdict.Retry()),
                new Resolved(STEP, new Resolution.Run(SMALL)),
                new Resolved(STEP, new Resolution.Run(LARGE)),
                new Resolved(STEP, new Resolution.Each(LARGE, 10_000)),
                new Resolved(STEP, new Resolution.Skip()),
                new Resolved(STEP, new Resolution.Unresolvable(FAILURE)),
                new AttemptStarted(STEP, 2, "proc-2", Instant.parse("2026-01-02T03:04:05.006Z")),
                new AttemptSucceeded(STEP, 2, SMALL, STATS),
                new AttemptSucceeded(STEP, 2, LARGE, USED, new AttemptRemains(LIST, NOTHING)),
                new AttemptFailed(STEP, 2, FAILURE, USED, new AttemptRemains(NOTHING, LIST), 0.5),
                new ItemsCollected(STEP, new Result.Value(LARGE)),
                new ItemsCollected(STEP, new Result.Unresolvable(FAILURE)),
                new AttemptSucceeded(STEP.item(3), 2, SMALL, STATS),
                new AttemptFailed(STEP, 2, FAILURE, STATS, 0.123_456_789_012_345_67),
                new AttemptFailed(STEP, 100, FAILURE, STATS, 4.9e-324),
                new RetryDue(STEP, 3),
                new StepDeadlinePassed(STEP),
                new RunDeadlinePassed(),
                new CancelRequested(),
                new OutputsResolved(new Result.Value(LARGE)),
                new OutputsResolved(new Result.Unresolvable(FAILURE)),
                new RunFinished(RunStatus.TIMED_OUT, Optional.of(FAILURE), Optional.empty()),
                new RunFinished(RunStatus.FAILED, Optional.of(FAILURE), Optional.of(STEP)),
                new RunFinished(RunStatus.SUCCEEDED, Optional.empty(), Optional.empty()),
                new HandlerFinished("on_error[0]", Optional.of(FAILURE)),
                new HandlerFinished("finally[0]", Optional.empty()));
    }

    @ParameterizedTest
    @MethodSource("events")
    void eventIsReadAsItWasWritten(RunEvent event) {
        String data = Json.compact(EventCodec.data(event));

        assertThat(EventCodec.event(EventCodec.type(event), Json.parseStored(data)))
                .isEqualTo(event);
    }

    @Test
    void everyKindOfEventIsWrittenAndReadHere() {
        assertThat(events())
                .<Class<?>>extracting(RunEvent::getClass)
                .contains(RunEvent.class.getPermittedSubclasses());
        assertThat(events())
                .filteredOn(Resolved.class::isInstance)
                .<Class<?>>extracting(event -> ((Resolved) event).resolution().getClass())
                .contains(Resolution.class.getPermittedSubclasses());
    }

    @ParameterizedTest
    @EnumSource
    void failureOfEachTypeIsReadAsItWasWritten(Failure.Type type) {
        Stream.of(new Failure(type, "why"), new Failure(type, "why", false))
                .map(failure -> new HandlerFinished("finally[0]", Optional.of(failure)))
                .forEach(this::eventIsReadAsItWasWritten);
    }

    @Test
    void retriesAndDeadlinesHaveTheirForm() {
        assertWritten(new RetryDue(STEP, 3), "RetryDue {'step':'a-1','attempt':3}");
        assertWritten(new StepDeadlinePassed(STEP), "StepDeadlinePassed {'step':'a-1'}");
        assertWritten(new RunDeadlinePassed(), "RunDeadlinePassed {}");
    }

    @Test
    void stepsThatAreNotStartedHaveTheirForm() {
        assertWritten(
                new Resolved(STEP, new Resolution.Skip()), "Resolved {'step':'a-1','skip':true}");
        assertWritten(
                new Resolved(
                        STEP,
                        new Resolution.Unresolvable(
                                new Failure(Failure.Type.BAD_INPUT, "no such path"))),
                "Resolved {'step':'a-1','error':{'type':'bad_input','message':'no such path'}}");
    }

    @Test
    void failedAttemptHasItsForm() {
        assertWritten(
                new AttemptFailed(
                        STEP, 1, new Failure(Failure.Type.ERROR, "no user", false), STATS, 0.25),
                "AttemptFailed {'step':'a-1','attempt':1,"
                        + "'error':{'type':'error','message':'no user','retryable':false},"
                        + "'sandbox_ms':3,'execution_ms':40,'jitter':0.25}");
    }

    @Test
    void whatAnAttemptLeftAndUsedHasItsForm() {
        var remains = new AttemptRemains(Optional.of(SMALL), Optional.of(SMALL));

        assertWritten(
                new AttemptSucceeded(STEP, 1, SMALL, USED, remains),
                "AttemptSucceeded {'step':'a-1','attempt':1,'outputs':{'n':1},"
                        + "'sandbox_ms':3,'execution_ms':40,'input_tokens':12,'output_tokens':5,"
                        + "'cpu_ms':7,'memory_peak_bytes':1048576,"
                        + "'artifacts':{'n':1},'checkpoint':{'n':1}}");
    }

    @Test
    void failedAttemptOfAnEarlierVersionIsReadWithoutJitter() {
        String data =
                """
                {"step":"a-1","attempt":1,"error":{"type":"oom","message":"why"},\
                "sandbox_ms":3,"execution_ms":40}\
                """;

        assertThat(EventCodec.event("AttemptFailed", Json.parseStored(data)))
                .isEqualTo(
                        new AttemptFailed(
                                STEP, 1, new Failure(Failure.Type.OOM, "why", true), STATS, 0));
    }

    @Test
    void dataThatLooksLikeASkipStaysData() {
        Payload inputs = new Payload.Inline(Json.object().put("skip", true).put("error", "none"));

        eventIsReadAsItWasWritten(new Resolved(STEP, new Resolution.Run(inputs)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    NoSuchEvent | {}
                    RetryDue | {"step":"a"}
                    StepDeadlinePassed | {}
                    Resolved | {"step":"a"}
                    """)
    void rowThatNoVersionWroteIsRefused(String type, String data) {
        assertThatThrownBy(() -> EventCodec.event(type, Json.parseStored(data)))
                .isInstanceOf(RuntimeException.class);
    }

    private static void assertWritten(RunEvent event, String form) {
        assertThat(EventCodec.type(event) + " " + Json.compact(EventCodec.data(event)))
                .isEqualTo(form.replace('\'', '"'));
    }
}
