package net.swarmstack.control;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;

@Timeout(60)
final class ControlPeerTest {

    @TempDir Path folder;

    @Test
    void anotherUserIsRefusedThoughTheSocketIsOpen() throws IOException {
        try (TestServer server = TestServer.in(folder)) {
            String answer = OtherUser.ask(server.socket(), "{\"v\":1,\"do\":\"work\"}\n");

            if (OtherUser.canBe()) {
                assertThat(answer)
                        .startsWith(
                                "{\"error\":{\"code\":\"NOT_AUTHORISED\",\"message\":\"the process"
                                        + " that executes the run belongs to root, and you are");
                assertThat(server.control().asked()).isEmpty();
            } else {
                assertThat(answer).isEqualTo("{\"ok\":true}");
            }
        }
    }

    @Test
    void socketOfAnotherUserIsNotTheOneThatWasMeant() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                OtherUser.Server foreign =
                        OtherUser.listen(
                                Files.createDirectory(folder.resolve("owners"))
                                        .resolve("1.sock"))) {
            ControlReply reply =
                    new ControlClient(
                                    ProcessHandle.current().pid(),
                                    foreign.socket(),
                                    threads,
                                    _ -> {})
                            .work();

            assertThat(reply).isEqualTo(OtherUser.canBe() ? ControlReply.GONE : ControlReply.DONE);
        }
    }
}
