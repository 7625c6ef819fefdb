package net.swarmstack.control;

import static net.swarmstack.control.FakeControl.MINE;
import static net.swarmstack.control.FakeControl.OTHER;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.swarmstack.model.Json;
import net.swarmstack.model.StepId;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;
import net.swarmstack.testing.Eventually;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;

@Timeout(60)
final class ControlServerTest {

    private static final StepId STEP = new StepId("pay");

    @TempDir Path folder;

    private TestServer server;

    @BeforeEach
    void open() {
        server = TestServer.in(folder);
    }

    @AfterEach
    void close() throws Exception {
        server.close();
    }

    @Test
    void runIsCancelled() throws InterruptedException {
        assertThat(server.client().cancel(MINE)).isEqualTo(ControlReply.DONE);
        assertThat(server.control().asked()).containsExactly("cancel");
    }

    @Test
    void stepIsResolvedWithTheVerdictAsItWasGiven() throws InterruptedException {
        var verdict = Json.parse("{\"succeeded\":{\"é\":[1.50,null,\"\\n\"]}}");

        assertThat(server.client().resolve(MINE, STEP, verdict)).isEqualTo(ControlReply.DONE);
        assertThat(server.control().asked())
                .containsExactly("resolve pay {\"succeeded\":{\"é\":[1.50,null,\"\\n\"]}}");
    }

    @Test
    void newWorkIsAnnounced() throws InterruptedException {
        assertThat(server.client().work()).isEqualTo(ControlReply.DONE);
        assertThat(server.control().asked()).containsExactly("work");
    }

    @Test
    void runOfAnotherProcessIsNotMine() throws InterruptedException {
        ControlClient client = server.client();

        assertThat(client.cancel(OTHER)).isEqualTo(ControlReply.NOT_MINE);
        assertThat(client.resolve(OTHER, STEP, Json.object())).isEqualTo(ControlReply.NOT_MINE);
        assertThat(client.follow(OTHER, new Heard())).isEqualTo(ControlReply.NOT_MINE);
    }

    @Test
    void followerHearsOfTransitionsAndOfTheEnd() throws Exception {
        var heard = new Heard();
        Future<ControlReply> reply = follow(heard);

        Follower follower = server.control().followers().getFirst();
        Eventually.await("1 is heard", () -> heard.all().contains("1"));
        follower.transition(4);
        Eventually.await("4 is heard", () -> heard.all().contains("4"));
        follower.transition(5);
        Eventually.await("5 is heard", () -> heard.all().contains("5"));
        follower.ended("succeeded");

        assertThat(reply.get()).isEqualTo(ControlReply.DONE);
        assertThat(heard.all()).containsExactly("1", "4", "5", "succeeded");
        Eventually.await("forgotten", () -> server.control().followers().isEmpty());
    }

    @Test
    void followerThatGoesIsForgotten() throws IOException {
        try (RawClient client = RawClient.connect(server.socket())) {
            client.write("{\"v\":1,\"do\":\"follow\",\"run\":\"" + MINE + "\"}\n");
            assertThat(client.readLine()).isEqualTo("{\"ok\":true}\n");
            assertThat(server.control().followers()).hasSize(1);
        }

        Eventually.await("forgotten", () -> server.control().followers().isEmpty());
    }

    @Test
    void interruptEndsTheFollowingAndNotTheRun() throws Exception {
        Future<ControlReply> reply = follow(new Heard());

        assertThat(reply.cancel(true)).isTrue();

        Eventually.await("forgotten", () -> server.control().followers().isEmpty());
        assertThat(server.control().asked()).containsExactly("follow");
    }

    @Test
    void interruptIsThrownAsOne() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> server.client().work()).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void refusalIsThrownWithItsCodeAndMessage() {
        server.control()
                .reactWith(() -> {
                    throw new SwarmException(Code.CONFLICT, "step pay does not wait.\nSee …");
                });

        assertRefused(
                () -> server.client().resolve(MINE, STEP, Json.object()),
                Code.CONFLICT,
                "step pay does not wait.\nSee …");
        assertRefused(
                () -> server.client().follow(MINE, new Heard()),
                Code.CONFLICT,
                "step pay does not wait.\nSee …");
    }

    @Test
    void mistakeOfTheProcessIsToldAndSurvived() throws InterruptedException {
        server.control()
                .reactWith(() -> {
                    throw new IllegalStateException("oops");
                });
        assertRefused(
                () -> server.client().cancel(MINE),
                Code.INTERNAL,
                "the process that executes the run failed: java.lang.IllegalStateException: oops");

        server.control()
                .reactWith(() -> {
                    throw new OutOfMemoryError("none left");
                });
        assertRefused(
                () -> server.client().work(),
                Code.INTERNAL,
                "the process that executes the run failed: java.lang.OutOfMemoryError: none left");

        server.control().reactWith(() -> {});
        assertThat(server.client().cancel(MINE)).isEqualTo(ControlReply.DONE);
    }

    @Test
    void hundredClientsAtOnceAreAnsweredOrRefused() throws Exception {
        Callable<Boolean> client =
                () -> {
                    try {
                        assertThat(server.client().cancel(MINE)).isEqualTo(ControlReply.DONE);
                        return true;
                    } catch (SwarmException e) {
                        assertThat(e.code()).isEqualTo(Code.BUSY);
                        return false;
                    }
                };

        int answered = 0;
        for (Future<Boolean> reply : server.threads().invokeAll(Collections.nCopies(100, client))) {
            answered += reply.get() ? 1 : 0;
        }

        assertThat(answered).isPositive().isEqualTo(server.control().asked().size());
        assertThat(server.client().work()).isEqualTo(ControlReply.DONE);
    }

    private Future<ControlReply> follow(Follower heard) {
        var reply = server.threads().submit(() -> server.client().follow(MINE, heard));
        Eventually.await("followed", () -> !server.control().followers().isEmpty());
        return reply;
    }

    private static void assertRefused(Callable<ControlReply> request, Code code, String message) {
        assertThatThrownBy(request::call)
                .isInstanceOfSatisfying(
                        SwarmException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessage(message);
    }
}
