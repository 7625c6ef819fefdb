package net.swarmstack.control;

import static net.swarmstack.control.FakeControl.MINE;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.swarmstack.model.Json;
import net.swarmstack.model.StepId;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;
import net.swarmstack.testing.Eventually;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;

/// What comes from outside is bounded, and the server survives it.
@Timeout(60)
final class ControlLimitsTest {

    private static final String WORK = "{\"v\":1,\"do\":\"work\"}\n";
    private static final String STAY = "{\"v\":1,\"do\":\"stay\"}\n";
    private static final String FOLLOW = "{\"v\":1,\"do\":\"follow\",\"run\":\"" + MINE + "\"}\n";
    private static final String OK = "{\"ok\":true}\n";

    private static final StepId PAY = new StepId("pay");
    private static final JsonNode MEBIBYTE = StringNode.valueOf("x".repeat((1 << 20) - 2));

    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {"\n", "nonsense\n", "{\"v\":1\n", "[[[[\n", "\0\0\n", "{\"do\":\"work\"}\n"})
    void whatIsNoRequestIsRefusedAndTheServerLivesOn(String text) throws IOException {
        try (TestServer server = TestServer.in(folder)) {
            assertThat(RawClient.ask(server.socket(), text))
                    .startsWith(
                            "{\"error\":{\"code\":\"INVALID_INPUT\",\"message\":\"not a request");

            assertThat(RawClient.ask(server.socket(), WORK)).isEqualTo(OK);
        }
    }

    @Test
    void requestWithoutAnEndIsRefused() throws IOException {
        try (TestServer server = TestServer.in(folder);
                RawClient client = RawClient.connect(server.socket())) {
            client.write("{\"v\":1,");
            client.endOutput();

            assertThat(client.readAll()).contains("it ends without an end of line");
        }
    }

    @Test
    void requestMayComeInPieces() throws IOException {
        try (TestServer server = TestServer.in(folder);
                RawClient client = RawClient.connect(server.socket())) {
            for (char piece : WORK.toCharArray()) {
                client.write(String.valueOf(piece));
            }

            assertThat(client.readAll()).isEqualTo(OK);
        }
    }

    @Test
    void verdictOfAMebibyteIsTaken() throws Exception {
        try (TestServer server = TestServer.in(folder)) {
            assertThat(server.client().resolve(MINE, PAY, MEBIBYTE)).isEqualTo(ControlReply.DONE);
            assertThat(server.control().asked()).containsExactly("resolve pay " + MEBIBYTE);
        }
    }

    @Test
    void largerVerdictIsNotSent() throws IOException {
        try (TestServer server = TestServer.in(folder)) {
            var verdict = Json.object().put("succeeded", "x".repeat(Lines.MAX_BYTES));

            assertThatThrownBy(() -> server.client().resolve(MINE, PAY, verdict))
                    .hasMessage(
                            "the request takes 1,052,779 bytes, and the process that executes the"
                                    + " run takes 1 MiB at most. Give a smaller verdict.");
        }
    }

    @Test
    void longerLineIsRefused() throws IOException {
        try (TestServer server = TestServer.in(folder);
                RawClient client = RawClient.connect(server.socket())) {
            client.write("x".repeat(Lines.MAX_BYTES + 1));

            assertThat(client.readLine()).contains("a line of more than 1,052,672 bytes");
        }
    }

    @Test
    void whoSaysNothingIsTurnedOut() throws IOException {
        try (TestServer server = TestServer.hurrying(folder)) {
            assertThat(RawClient.ask(server.socket(), "")).contains("it did not come within 1 s");
        }
    }

    @Test
    void whoNeverEndsARequestIsTurnedOut() throws IOException {
        try (TestServer server = TestServer.hurrying(folder);
                RawClient client = RawClient.connect(server.socket())) {
            assertThatThrownBy(
                            () -> {
                                while (true) {
                                    client.write(" ");
                                }
                            })
                    .isInstanceOf(IOException.class);

            assertThat(client.readLine()).contains("\"INVALID_INPUT\"");
        }
    }

    @Test
    void whoWaitsForAnAnswerIsNot() throws IOException {
        try (TestServer server = TestServer.hurrying(folder);
                RawClient staying = RawClient.connect(server.socket())) {
            staying.write(STAY);
            assertThat(staying.readLine()).isEqualTo(OK);
            server.control()
                    .reactWith(() -> assertThat(ask(server, "")).contains("did not come within"));

            assertThat(RawClient.ask(server.socket(), WORK)).isEqualTo(OK);

            server.closeServer();
            assertThat(staying.readAll()).isEmpty();
        }
    }

    @Test
    void oneConnectionTooManyIsRefusedUntilAnotherEnds() throws IOException {
        List<RawClient> staying = new ArrayList<>();
        try (TestServer server = TestServer.in(folder)) {
            for (int i = 0; i < ControlLimits.STANDARD.connections(); i++) {
                RawClient client = RawClient.connect(server.socket());
                client.write(STAY);
                assertThat(client.readLine()).isEqualTo(OK);
                staying.add(client);
            }

            assertFull(() -> server.client().work());
            assertFull(() -> server.client().resolve(MINE, PAY, MEBIBYTE));

            staying.getFirst().close();
            Eventually.await("room", () -> ask(server, WORK).equals(OK));
            for (RawClient client : staying) {
                client.close();
            }
        }
    }

    @Test
    void followerWhoDoesNotReadKeepsNobodyWaitingAndIsDropped() throws IOException {
        try (TestServer server = TestServer.impatient(folder);
                RawClient client = RawClient.connect(server.socket())) {
            client.write(FOLLOW);
            assertThat(client.readLine()).isEqualTo(OK);
            Follower follower = server.control().latestFollower();
            var seq = new AtomicLong();

            Eventually.await(
                    "dropped",
                    () -> {
                        follower.transition(seq.incrementAndGet());
                        return server.control().followers().isEmpty();
                    });

            Eventually.await("answered", () -> ask(server, WORK).equals(OK));
        }
    }

    private static void assertFull(Callable<ControlReply> request) {
        assertThatThrownBy(request::call)
                .isInstanceOfSatisfying(
                        SwarmException.class, e -> assertThat(e.code()).isEqualTo(Code.BUSY))
                .hasMessage(
                        "the process that executes the run has 512 connections already. Try again"
                                + " when others have ended.");
    }

    private static String ask(TestServer server, String text) {
        try {
            return RawClient.ask(server.socket(), text);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
