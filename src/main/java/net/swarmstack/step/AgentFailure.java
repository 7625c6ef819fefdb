package net.swarmstack.step;

import net.swarmstack.model.Excerpt;
import net.swarmstack.model.Failure;
import net.swarmstack.model.Json;
import net.swarmstack.sandbox.TakenFile;

import tools.jackson.databind.JsonNode;

import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What an agent that did not end well says of it: by its exit status, by `{"error":{"type",
/// "message","retryable"}}` at `$SWARM_OUTPUT`, and by the last line of stderr. Whatever of these
/// has not the right form counts as not said.
final class AgentFailure {

    private static final int BAD_INPUT = 65;
    private static final int REFUSED = 77;
    private static final int MISCONFIGURED = 78;

    /// The agent's own name for what happened, such as `rate_limited`.
    private static final Pattern KIND = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,63}");

    private AgentFailure() {}

    /// The failure of an exit status other than 0. The agent can make it final, and can't make one
    /// retryable that the status says is not.
    ///
    /// @param file what is at `$SWARM_OUTPUT`
    /// @param lastLine the last line of stderr, or nothing
    static Failure exited(int status, TakenFile file, String lastLine) {
        JsonNode error = written(file);
        String message = message(error, lastLine, "exit status " + status);
        return switch (status) {
            case BAD_INPUT -> new Failure(Failure.Type.BAD_INPUT, message);
            case REFUSED, MISCONFIGURED -> new Failure(Failure.Type.ERROR, message, false);
            default -> error(error, message);
        };
    }

    /// The failure of an agent that a signal ended.
    static Failure signaled(int signal, TakenFile file, String lastLine) {
        JsonNode error = written(file);
        return error(error, message(error, lastLine, "killed by signal " + signal));
    }

    private static Failure error(JsonNode error, String message) {
        boolean retryable = error.path("retryable").booleanValue(true);
        return new Failure(Failure.Type.ERROR, message, retryable);
    }

    /// The first that says something: the agent's message, its last line, the other text.
    private static String message(JsonNode error, String lastLine, String otherwise) {
        String message =
                Stream.of(error.path("message").stringValue(""), said(lastLine))
                        .map(Excerpt::line)
                        .filter(line -> !line.isEmpty())
                        .findFirst()
                        .orElse(otherwise);
        return Optional.of(error.path("type").stringValue(""))
                .filter(kind -> KIND.matcher(kind).matches())
                .map(kind -> kind + ": " + message)
                .orElse(message);
    }

    private static String said(String line) {
        return AttemptLog.structured(line)
                .map(fields -> fields.path("msg").stringValue(""))
                .orElse(line);
    }

    /// The error that the agent wrote; a missing node where it wrote none.
    private static JsonNode written(TakenFile file) {
        JsonNode nothing = Json.object().path("error");
        if (!(file instanceof TakenFile.Content(var bytes))) {
            return nothing;
        }
        try {
            return Json.parse(bytes).path("error");
        } catch (IllegalArgumentException e) {
            return nothing; // cut off by what made the agent fail
        }
    }
}
