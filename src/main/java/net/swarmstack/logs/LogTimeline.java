package net.swarmstack.logs;

import net.swarmstack.model.Json;
import net.swarmstack.model.Timestamps;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Predicate;

/// Reads several logs as one, in order of time. A log is opened when its first line is due, so that
/// at most as many are open as were written at the same time. Logs that are still written may be
/// read again and again: each time what has come since.
public final class LogTimeline {

    private static final Comparator<Source> BY_TIME =
            Comparator.<Source, Instant>comparing(source -> source.next.line.at())
                    .thenComparing(source -> source.next.log);

    /// Up to where each log was read.
    private final Map<Path, Long> offsets = new HashMap<>();

    /// A line, and the log it stands in.
    ///
    /// @param log the file without its ending, as in `step1.1` or `run`
    public record Entry(String log, LogLine line) {

        /// `{step, attempt, at, stream, msg, fields?}`; step and attempt are null in what the run's
        /// handlers say.
        public ObjectNode toJson() {
            ObjectNode json = Json.object();
            int dot = log.indexOf('.');
            if (dot < 0) {
                json.putNull("step").putNull("attempt");
            } else {
                json.put("step", log.substring(0, dot));
                json.put("attempt", Integer.parseInt(log.substring(dot + 1)));
            }
            return json.setAll(line.toJson());
        }
    }

    /// Reads what was not read yet, until there is no more or the reader has enough.
    ///
    /// @param files as [RunLogs] names them; one that doesn't exist is empty
    /// @param isOver whether nothing more will be written: then a line without an end is one too
    /// @param reader says whether it wants another line
    public void read(List<Path> files, boolean isOver, Predicate<Entry> reader) throws IOException {
        var sources = new PriorityQueue<>(BY_TIME);
        try {
            for (Path file : files) {
                Source.peek(file, offsets.getOrDefault(file, 0L), isOver).ifPresent(sources::add);
            }
            while (!sources.isEmpty()) {
                Source first = sources.remove();
                offsets.put(first.file, first.offset);
                if (!reader.test(first.next)) {
                    first.close();
                    return;
                }
                if (first.advance()) {
                    sources.add(first);
                }
            }
        } finally {
            for (Source source : sources) {
                source.close();
            }
        }
    }

    /// One log and the line of it that comes next.
    private static final class Source {

        private final Path file;
        private final boolean isOver;
        private Optional<LogLines> open = Optional.empty();
        private Entry next;
        private long offset;

        /// @param offset behind the first line
        private Source(Path file, boolean isOver, Entry first, long offset) {
            this.file = file;
            this.isOver = isOver;
            this.next = first;
            this.offset = offset;
        }

        /// The log at its first line from an offset on, and closed; none where there is no line.
        static Optional<Source> peek(Path file, long from, boolean isOver) throws IOException {
            if (!Files.exists(file) || Files.size(file) <= from) {
                return Optional.empty();
            }
            try (var lines = LogLines.open(file, from)) {
                return lines.next(isOver)
                        .map(line ->
                                new Source(
                                        file,
                                        isOver,
                                        entry(file, line, Instant.EPOCH),
                                        lines.offset()));
            }
        }

        /// Goes to the next line; closes the log where there is none.
        boolean advance() throws IOException {
            if (open.isEmpty()) {
                open = Optional.of(LogLines.open(file, offset));
            }
            Optional<String> line = open.get().next(isOver);
            if (line.isEmpty()) {
                close();
                return false;
            }
            next = entry(file, line.get(), next.line.at());
            offset = open.get().offset();
            return true;
        }

        void close() throws IOException {
            if (open.isPresent()) {
                open.get().close();
            }
        }

        private static Entry entry(Path file, String line, Instant before) {
            String name = file.getFileName().toString();
            return new Entry(name.substring(0, name.lastIndexOf('.')), parse(line, before));
        }

        /// A line that was cut off when its writer was killed is shown as it is.
        private static LogLine parse(String line, Instant before) {
            try {
                JsonNode json = Json.parseStored(line);
                return new LogLine(
                        Timestamps.parse(json.path("at").asString("")),
                        json.path("stream").asString(""),
                        json.path("msg").asString(""),
                        json.path("fields").asObjectOpt());
            } catch (IllegalArgumentException | DateTimeException e) {
                return LogLine.text(before, "swarm", line);
            }
        }
    }
}
