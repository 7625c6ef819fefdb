package net.swarmstack.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.swarmstack.engine.History;
import net.swarmstack.engine.RunViews;
import net.swarmstack.engine.RunViews.RunView;
import net.swarmstack.model.RunId;
import net.swarmstack.model.SwarmException.Code;
import net.swarmstack.testing.RunScript;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;

final class SqliteRunViewsTest {

    @TempDir Path folder;
    private TestRegistry test;
    private RunViews views;

    @BeforeEach
    void open() {
        test = TestRegistry.in(folder);
        views = test.registry().views();
        History history = test.registry().history();
        for (int n = 1; n <= 15; n++) {
            RunScript script =
                    new RunScript(RunScript.run(n)).accepted(RunScript.inline("m", "1"), "a");
            history.append(script.id(), script.wholeStep("a").take());
        }
    }

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void theNewestRunComesFirst() {
        assertThat(views.list(2))
                .extracting(RunView::id)
                .containsExactly(RunScript.run(15), RunScript.run(14));
    }

    @Test
    void aRunIsFoundByPrefixAndSuffix() {
        RunId run = RunScript.run(11);

        assertThat(views.matching("0000000b")).containsExactly(run);
        assertThat(views.matching(run.value())).containsExactly(run);
        assertThat(views.matching(run.value().substring(0, 35))).hasSize(10).contains(run);
    }

    @Test
    void wildcardsMatchNothing() {
        assertThat(views.matching("%")).isEmpty();
        assertThat(views.matching("0_9")).isEmpty();
    }

    @Test
    void aRunThatDoesNotExistIsNotFound() {
        assertThat(views.find(RunScript.run(99))).isEmpty();
        assertThat(views.steps(RunScript.run(99))).isEmpty();
        assertThat(views.events(RunScript.run(99))).isEmpty();
    }

    @Test
    void eventsAreShownWithTheirHashes() {
        var events = views.events(RunScript.run(1));

        assertThat(events).hasSize(4);
        assertThat(events.getFirst().propertyNames())
                .containsExactly("seq", "at", "type", "data", "hash");
        assertThat(events.getLast().at("/data/outputs/echoed").stringValue()).isEqualTo("out a");
    }

    @Test
    void aChangedEventIsNoticedAndNamed() throws SQLException {
        test.tamper(
                "UPDATE run_events SET data = replace(data, 'out a', 'forged') WHERE seq = 4 AND"
                        + " run_id = '"
                        + RunScript.run(1)
                        + "'");

        assertThatThrownBy(() -> test.registry().history().events(RunScript.run(1)))
                .hasMessageContaining("event 4")
                .hasMessageContaining(RunScript.run(1).value())
                .extracting("code")
                .isEqualTo(Code.MISCONFIGURED);
        assertThat(test.registry().history().events(RunScript.run(2))).hasSize(4);
    }

    @Test
    void aDroppedEventIsNoticed() throws SQLException {
        test.tamper("DELETE FROM run_events WHERE seq = 2 AND run_id = '" + RunScript.run(1) + "'");

        assertThatThrownBy(() -> views.events(RunScript.run(1))).hasMessageContaining("event 2");
    }

    @Test
    void anEventMovedToAnotherRunIsNoticed() throws SQLException {
        test.tamper("DELETE FROM run_events WHERE run_id = '" + RunScript.run(2) + "'");
        test.tamper(
                "UPDATE run_events SET run_id = '"
                        + RunScript.run(2)
                        + "' WHERE run_id = '"
                        + RunScript.run(1)
                        + "'");

        assertThatThrownBy(() -> views.events(RunScript.run(2))).hasMessageContaining("event 1");
    }

    @Test
    void readingChangesNoFile() throws IOException {
        test.close();
        byte[] before = Files.readAllBytes(test.database());

        try (ReadOnlyRegistry registry = Registry.openReadOnly(test.database(), folder)) {
            assertThat(registry.views().list(20)).hasSize(15);
            assertThat(registry.catalog().agents()).hasSize(1);
        }

        assertThat(Files.readAllBytes(test.database())).isEqualTo(before);
        test = TestRegistry.in(folder);
    }

    @Test
    void aRunWhoseProcessIsGoneHasNoLiveOwner() {
        test.reopen();

        assertThat(test.registry().views().list(1).getFirst().ownerAlive()).isFalse();
    }
}
