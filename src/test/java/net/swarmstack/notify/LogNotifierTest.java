package net.swarmstack.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import net.swarmstack.logs.RunLogs;
import net.swarmstack.model.Json;
import net.swarmstack.model.RunId;
import net.swarmstack.model.SwarmException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;

final class LogNotifierTest {

    private static final RunId RUN = new RunId("0190a1b2-c3d4-7e5f-8a6b-000000000000");
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.006Z");

    @TempDir Path folder;

    private LogNotifier notifier() {
        return new LogNotifier(new RunLogs(folder), InstantSource.fixed(NOW));
    }

    @Test
    void messagesAreAddedToTheLogOfTheRun() throws IOException {
        LogNotifier notifier = notifier();

        notifier.notify(RUN, Json.parse("{\"message\":\"first\"}"));
        notifier.notify(RUN, Json.parse("{\"message\":{\"a\":1}}"));

        assertThat(Files.readString(folder.resolve(RUN.value()).resolve("run.jsonl")))
                .isEqualTo(
                        """
                        {"at":"2026-01-02T03:04:05.006Z","stream":"notify","msg":"first"}
                        {"at":"2026-01-02T03:04:05.006Z","stream":"notify","msg":"{\\"a\\":1}"}
                        """);
    }

    @Test
    void messageIsOneBoundedLine() throws IOException {
        String message = "a\nb\u001b[31m" + "x".repeat(2_000_000);

        notifier().notify(RUN, Json.object().put("message", message));
        notifier().notify(RUN, Json.parse("{\"message\":\"next\"}"));

        assertThat(Files.readAllLines(folder.resolve(RUN.value()).resolve("run.jsonl")))
                .map(line -> Json.parse(line).get("msg").stringValue())
                .containsExactly("a b[31m" + "x".repeat(993) + "…", "next");
    }

    @Test
    void logThatCantBeWrittenIsTold() throws IOException {
        Files.createFile(folder.resolve(RUN.value()));

        assertThatExceptionOfType(SwarmException.class)
                .isThrownBy(() -> notifier().notify(RUN, Json.parse("{\"message\":\"lost\"}")))
                .withMessageContaining("run.jsonl");
    }
}
