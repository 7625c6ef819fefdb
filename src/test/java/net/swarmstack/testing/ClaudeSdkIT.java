package net.swarmstack.testing;

import static net.swarmstack.testing.ClaudeReply.both;
import static net.swarmstack.testing.ClaudeReply.error;
import static net.swarmstack.testing.ClaudeReply.text;
import static net.swarmstack.testing.ClaudeReply.toolUse;

import static org.assertj.core.api.Assertions.assertThat;

import net.swarmstack.model.Json;
import net.swarmstack.testing.ClaudeReply.Raw;
import net.swarmstack.testing.ClaudeReply.Usage;
import net.swarmstack.testing.StandInServer.Reply;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Whether [ClaudeStandIn] is like the API: the API's own SDK takes it for one.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ClaudeSdkIT {

    private static final String SDK = "@anthropic-ai/sdk@1.14.0";

    /// Asks by each script, and prints what the SDK made of the answers.
    private static final String PROGRAM =
            """
            import Anthropic from '@anthropic-ai/sdk';
            const [url, key] = process.argv.slice(2);
            const request =
              { model: 'claude-x', max_tokens: 50, messages: [{ role: 'user', content: 'Hi' }] };
            const results = {};
            async function ask(name, script, options = {}, { stream, ...changes } = {}) {
              const client = new Anthropic({ apiKey: key, baseURL: `${url}/${script}`, ...options });
              const body = { ...request, ...changes };
              try {
                results[name] = stream
                  ? await client.messages.stream(body).finalMessage()
                  : await client.messages.create(body);
              } catch (error) {
                const { status, type, requestID } = error;
                results[name] = { error: error.constructor.name, status, type, requestID };
              }
            }
            const streamed = { stream: true };
            await ask('text', 'text');
            await ask('bearer', 'text', { apiKey: null, authToken: key });
            await ask('wrong key', 'text', { apiKey: 'sk-wrong' });
            await ask('wrong field', 'text', {}, { max_tokens: 0 });
            await ask('tool', 'tool');
            await ask('text streamed', 'text', {}, streamed);
            await ask('tool streamed', 'tool', {}, streamed);
            await ask('broken stream', 'broken', { maxRetries: 0 }, streamed);
            await ask('refusal', 'refusal');
            await ask('forbidden', 'forbidden');
            await ask('passing', 'passing');
            await ask('final', 'final');
            await ask('overloaded', 'overloaded');
            await ask('cut', 'cut');
            await ask('silent', 'silent', { timeout: 200, maxRetries: 0 });
            console.log(JSON.stringify(results));
            """;

    private final ClaudeStandIn claude = ClaudeStandIn.start();
    private JsonNode results = Json.object();

    @BeforeAll
    void ask(@TempDir Path folder) throws Exception {
        var tool = toolUse("toolu_1", "sum", Json.object().put("expression", "6 * 7 😀"));
        claude.script("text", text("Hello ", "World").withUsage(new Usage(1, 2, 3, 4)));
        claude.script("tool", both(text("Grüße"), tool));
        claude.script("broken", new ClaudeReply.Broken(text("Hello"), error(529)));
        claude.script("refusal", text("no").refused("not that"));
        claude.script("forbidden", error(403));
        claude.script(
                "passing",
                error(529).with("retry-after-ms", "1"),
                error(408).with("retry-after-ms", "1"),
                text("fine"));
        claude.script("final", error(429).with("x-should-retry", "false"), text("late"));
        claude.script("overloaded", error(529).with("retry-after-ms", "1"));
        claude.script("cut", new Raw(new Reply.Cut("")), text("fine"));
        claude.script("silent", new Raw(new Reply.Silence()));
        Files.writeString(folder.resolve("ask.mjs"), PROGRAM);
        String prefix = "--prefix=" + folder;
        execute(
                folder,
                "npm",
                "install",
                prefix,
                "--ignore-scripts",
                "--no-audit",
                "--no-fund",
                SDK);
        results = Json.parse(execute(folder, "node", "ask.mjs", claude.url(), ClaudeStandIn.KEY));
    }

    @AfterAll
    void close() {
        claude.close();
    }

    @Test
    void messageArrivesWholeWithEitherKindOfKey() {
        for (String name : List.of("text", "bearer", "text streamed")) {
            JsonNode message = results.path(name);
            assertThat(message.path("content").valueStream())
                    .as(name)
                    .extracting(block -> block.path("text").stringValue(""))
                    .containsExactly("Hello ", "World");
            assertThat(message.path("stop_reason").stringValue("")).isEqualTo("end_turn");
            assertThat(message.path("usage"))
                    .isEqualTo(
                            Json.parse(
                                    """
                                    {"input_tokens":1,"cache_creation_input_tokens":2,
                                     "cache_read_input_tokens":3,"output_tokens":4,
                                     "service_tier":"standard"}\
                                    """));
        }
    }

    @Test
    void toolUseIsTheSameStreamedAndNot() {
        JsonNode content = results.path("tool").path("content");

        assertThat(content.path(1).path("input").path("expression").stringValue(""))
                .isEqualTo("6 * 7 😀");
        assertThat(results.path("tool streamed").path("content")).isEqualTo(content);
        assertThat(results.path("tool streamed").path("stop_reason").stringValue(""))
                .isEqualTo("tool_use");
    }

    @Test
    void refusalHasItsDetails() {
        assertThat(results.path("refusal").path("stop_details").path("explanation").stringValue(""))
                .isEqualTo("not that");
    }

    @Test
    void errorsAreKnownByTheirKind() {
        assertError("wrong key", "AuthenticationError", 401, "authentication_error");
        assertError("wrong field", "BadRequestError", 400, "invalid_request_error");
        assertError("forbidden", "PermissionDeniedError", 403, "permission_error");
        assertError("overloaded", "OverloadedError", 529, "overloaded_error");
        assertError("final", "RateLimitError", 429, "rate_limit_error");
        assertThat(results.path("broken stream").path("type").stringValue(""))
                .isEqualTo("overloaded_error");
        assertThat(results.path("silent").path("error").stringValue(""))
                .isEqualTo("APIConnectionTimeoutError");
    }

    @Test
    void sdkTriesAgainWhatTheHeadersSay() {
        assertThat(results.path("passing").path("content").path(0).path("text").stringValue(""))
                .isEqualTo("fine");
        assertThat(results.path("cut").path("content").path(0).path("text").stringValue(""))
                .isEqualTo("fine");
        assertThat(claude.requests("passing")).hasSize(3);
        assertThat(claude.requests("overloaded")).hasSize(3);
        assertThat(claude.requests("final")).hasSize(1);
        assertThat(claude.requests("cut")).hasSize(2);
    }

    private void assertError(String name, String error, int status, String type) {
        JsonNode result = results.path(name);
        assertThat(result.path("error").stringValue("")).as(name).isEqualTo(error);
        assertThat(result.path("status").intValue(0)).isEqualTo(status);
        assertThat(result.path("type").stringValue("")).isEqualTo(type);
        assertThat(result.path("requestID").stringValue("")).startsWith("req_");
    }

    /// Runs a command to its end; gives what it printed. Node.js knows the certificates that it was
    /// built with; a machine may need its own.
    private static String execute(Path folder, String... command)
            throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        var builder =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
        builder.environment().put("NODE_OPTIONS", "--use-openssl-ca");
        Process process = builder.start();
        boolean ended = process.waitFor(100, TimeUnit.SECONDS);
        process.destroyForcibly();
        assertThat(ended && process.exitValue() == 0)
                .as("%s: %s", command[0], Files.readString(err))
                .isTrue();
        return Files.readString(out);
    }
}
