package net.swarmstack.step;

import net.swarmstack.engine.Attempt;
import net.swarmstack.logs.LogFile;
import net.swarmstack.logs.LogLine;
import net.swarmstack.logs.RunLogs;
import net.swarmstack.model.Json;

import tools.jackson.databind.node.ObjectNode;

import java.io.Closeable;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// The log of one attempt. What an agent writes is text or structured, and never a command.
final class AttemptLog implements Closeable {

    private final LogFile file;
    private final InstantSource clock;

    private AttemptLog(LogFile file, InstantSource clock) {
        this.file = file;
        this.clock = clock;
    }

    static AttemptLog open(RunLogs logs, Attempt attempt, InstantSource clock) throws IOException {
        return new AttemptLog(
                logs.openAttempt(
                        attempt.run(),
                        attempt.step(),
                        attempt.number(),
                        attempt.manifest().limits().logBytes()),
                clock);
    }

    /// Writes a line of the agent's.
    void agent(Instant at, String stream, String line) {
        if (!file.isFull()) {
            Optional<ObjectNode> object = structured(line);
            String message = object.map(fields -> fields.path("msg").stringValue("")).orElse(line);
            file.write(new LogLine(at, stream, message, object));
        }
    }

    /// Writes what an agent reported at `$SWARM_EVENTS`.
    void event(ObjectNode event, String message) {
        file.write(new LogLine(clock.instant(), "events", message, Optional.of(event)));
    }

    /// Writes a line of Swarm's own.
    void warn(String message) {
        file.write(LogLine.text(clock.instant(), "swarm", message));
    }

    void flush() {
        file.flush();
    }

    /// The object of a line such as `{"msg":"started","port":80}`.
    static Optional<ObjectNode> structured(String line) {
        if (!line.startsWith("{") || !line.contains("\"msg\"")) {
            return Optional.empty();
        }
        try {
            return Json.parse(line) instanceof ObjectNode object && object.path("msg").isString()
                    ? Optional.of(object)
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // text that looks like an object
        }
    }

    @Override
    public void close() {
        file.close();
    }
}
