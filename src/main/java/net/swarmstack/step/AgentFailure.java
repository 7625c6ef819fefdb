package net.swarmstack.step;

import net.swarmstack.model.Failure;
import net.swarmstack.model.Json;
import net.swarmstack.sandbox.TakenFile;

import tools.jackson.databind.JsonNode;

import java.util.Optional;

/// What an agent that did not end well says of it.
final class AgentFailure {

    private static final int BAD_INPUT = 65;
    private static final int REFUSED = 77;
    private static final int MISCONFIGURED = 78;

    private AgentFailure() {}

    /// The failure of an exit status other than 0.
    ///
    /// @param file what is at `$SWARM_OUTPUT`
    /// @param lastLine the last line of stderr, or nothing
    static Failure exited(int status, TakenFile file, String lastLine) {
        String message = message(file, lastLine, "exit status " + status);
        return switch (status) {
            case BAD_INPUT -> new Failure(Failure.Type.BAD_INPUT, message);
            case REFUSED, MISCONFIGURED -> new Failure(Failure.Type.ERROR, message, false);
            default -> new Failure(Failure.Type.ERROR, message);
        };
    }

    /// The failure of an agent that a signal ended.
    static Failure signaled(int signal, TakenFile file, String lastLine) {
        return new Failure(
                Failure.Type.ERROR, message(file, lastLine, "killed by signal " + signal));
    }

    private static String message(TakenFile file, String lastLine, String otherwise) {
        String line =
                AttemptLog.structured(lastLine)
                        .map(fields -> fields.path("msg").stringValue(""))
                        .orElse(lastLine);
        String message = Messages.oneLine(written(file).orElse(line));
        return message.isEmpty() ? otherwise : message;
    }

    /// The message of `{"error":{"message":…}}`.
    private static Optional<String> written(TakenFile file) {
        if (!(file instanceof TakenFile.Content(var bytes))) {
            return Optional.empty();
        }
        try {
            JsonNode message = Json.parse(bytes).path("error").path("message");
            return message.isString() ? Optional.of(message.stringValue()) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // cut off by what made the agent fail
        }
    }
}
