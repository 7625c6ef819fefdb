package net.swarmstack.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.swarmstack.engine.History;
import net.swarmstack.engine.Transition;
import net.swarmstack.model.Payload;
import net.swarmstack.model.RecordedEvent;
import net.swarmstack.model.RunEvent.RunAccepted;
import net.swarmstack.model.RunId;
import net.swarmstack.model.RunOrigin;
import net.swarmstack.model.Sha256;
import net.swarmstack.model.SwarmException.Code;
import net.swarmstack.testing.HistoryContract;
import net.swarmstack.testing.RunScript;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

final class SqliteHistoryTest extends HistoryContract {

    @TempDir Path folder;
    private TestRegistry test;
    private History history;

    @BeforeEach
    void open() {
        test = TestRegistry.in(folder);
        history = test.registry().history();
    }

    @AfterEach
    void close() {
        test.close();
    }

    @Override
    protected History history() {
        return history;
    }

    @Test
    void runWhoseTriggerACollectorTookIsNotStarted() throws IOException {
        Payload trigger = history.keep(RunScript.large());
        Sha256 digest = ((Payload.Stored) trigger).sha256();
        Files.delete(test.blobs().resolve(BlobStore.name(digest)));
        RunScript script = new RunScript(RunScript.run(1)).accepted(trigger, "a");
        List<Transition> accepted = script.take();

        assertThatThrownBy(() -> history.append(script.id(), accepted))
                .hasMessageContaining("not started")
                .extracting("code")
                .isEqualTo(Code.CONFLICT);

        assertThat(history.events(script.id())).isEmpty();
        history.keep(RunScript.large());
        history.append(script.id(), accepted);
    }

    @Test
    void runThatGoesOnFromOneThatIsGoneIsNotStarted() {
        Transition accepted =
                new RunScript(RunScript.run(2))
                        .accepted(RunScript.inline("m", "x"), "a")
                        .take()
                        .getFirst();
        List<Transition> retry = List.of(goingOnFrom(RunScript.run(1), accepted));

        assertThatThrownBy(() -> history.append(RunScript.run(2), retry))
                .hasMessage(
                        "not started: run %s, which it goes on from, was deleted"
                                .formatted(RunScript.run(1)))
                .extracting("code")
                .isEqualTo(Code.CONFLICT);

        assertThat(history.events(RunScript.run(2))).isEmpty();
        RunScript old = new RunScript(RunScript.run(1)).accepted(RunScript.inline("m", "x"), "a");
        history.append(old.id(), old.take());
        history.append(RunScript.run(2), retry);
    }

    private static Transition goingOnFrom(RunId old, Transition transition) {
        RunAccepted plain = (RunAccepted) transition.event().event();
        var origin = new RunOrigin(RunOrigin.Kind.RETRY, old, transition.event().run());
        var accepted =
                new RunAccepted(
                        plain.workflow(),
                        plain.agents(),
                        plain.triggerType(),
                        plain.trigger(),
                        plain.variables(),
                        Optional.empty(),
                        Optional.of(origin));
        RecordedEvent event = transition.event();
        return new Transition(
                new RecordedEvent(event.run(), event.seq(), event.at(), accepted),
                transition.after());
    }
}
