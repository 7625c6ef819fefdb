package net.swarmstack.notify;

import net.swarmstack.engine.Notifier;
import net.swarmstack.logs.LogFile;
import net.swarmstack.logs.LogLine;
import net.swarmstack.logs.RunLogs;
import net.swarmstack.model.Excerpt;
import net.swarmstack.model.Json;
import net.swarmstack.model.RunId;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.time.InstantSource;

/// `type: log`: writes the message into the log of the run, as one line of at most 1,000
/// characters.
public final class LogNotifier implements Notifier {

    private final RunLogs logs;
    private final InstantSource clock;

    public LogNotifier(RunLogs logs, InstantSource clock) {
        this.logs = logs;
        this.clock = clock;
    }

    @Override
    public String type() {
        return "log";
    }

    @Override
    public void notify(RunId run, JsonNode settings) {
        JsonNode message = settings.path("message");
        String text = message.isString() ? message.stringValue() : Json.compact(message);
        try (LogFile log = logs.openRun(run)) {
            log.write(LogLine.text(clock.instant(), "notify", Excerpt.line(text)));
        } catch (IOException e) {
            throw new SwarmException(
                    Code.MISCONFIGURED,
                    "can't write " + logs.runFile(run) + ": " + e + ". Is it writable?",
                    e);
        }
    }
}
