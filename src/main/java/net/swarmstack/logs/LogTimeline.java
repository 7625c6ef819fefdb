package net.swarmstack.logs;

import net.swarmstack.model.Json;
import net.swarmstack.model.Timestamps;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Predicate;

/// Reads several logs as one, in order of time. A log is opened when its first line is due, so that
/// at most as many are open as were written at the same time.
public final class LogTimeline {

    private static final Comparator<Source> BY_TIME =
            Comparator.<Source, Instant>comparing(source -> source.next.line.at())
                    .thenComparing(source -> source.next.log);

    private LogTimeline() {}

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

    /// Reads the lines, until there are no more or the reader has enough.
    ///
    /// @param files as [RunLogs] names them; one that doesn't exist is empty
    /// @param reader says whether it wants another line
    public static void read(List<Path> files, Predicate<Entry> reader) throws IOException {
        var sources = new PriorityQueue<>(BY_TIME);
        try {
            for (Path file : files) {
                Source.peek(file).ifPresent(sources::add);
            }
            while (!sources.isEmpty()) {
                Source first = sources.remove();
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
        private Optional<BufferedReader> open = Optional.empty();
        private Entry next;

        private Source(Path file, Entry first) {
            this.file = file;
            this.next = first;
        }

        /// The log at its first line, and closed; none where it is empty.
        static Optional<Source> peek(Path file) throws IOException {
            if (!Files.exists(file)) {
                return Optional.empty();
            }
            try (BufferedReader lines = open(file)) {
                return Optional.ofNullable(lines.readLine())
                        .map(line -> new Source(file, entry(file, line, Instant.EPOCH)));
            }
        }

        /// Goes to the next line; closes the log where there is none.
        boolean advance() throws IOException {
            if (open.isEmpty()) {
                open = Optional.of(open(file));
                open.get().readLine();
            }
            Optional<String> line = Optional.ofNullable(open.get().readLine());
            if (line.isEmpty()) {
                close();
                return false;
            }
            next = entry(file, line.get(), next.line.at());
            return true;
        }

        void close() throws IOException {
            if (open.isPresent()) {
                open.get().close();
            }
        }

        private static BufferedReader open(Path file) throws IOException {
            return new BufferedReader(
                    new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8));
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
