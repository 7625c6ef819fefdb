package net.swarmstack.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.swarmstack.engine.History;
import net.swarmstack.engine.Transition;
import net.swarmstack.model.Payload;
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
}
