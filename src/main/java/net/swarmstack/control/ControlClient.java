package net.swarmstack.control;

import net.swarmstack.control.ControlRequest.Cancel;
import net.swarmstack.control.ControlRequest.Follow;
import net.swarmstack.control.ControlRequest.Resolve;
import net.swarmstack.control.ControlRequest.Stay;
import net.swarmstack.control.ControlRequest.Work;
import net.swarmstack.control.ServerLine.Answer;
import net.swarmstack.control.ServerLine.Ended;
import net.swarmstack.control.ServerLine.Reached;
import net.swarmstack.control.ServerLine.Refusal;
import net.swarmstack.model.Reason;
import net.swarmstack.model.RunId;
import net.swarmstack.model.StepId;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/// Asks a process that executes runs. Every request has a connection of its own, so any number of
/// threads may ask at once.
///
/// All requests throw a [SwarmException] with the code and message of the other process where it
/// refuses; `BUSY` where it lives and does not answer, as one that was stopped; `MISCONFIGURED`
/// where its socket can't be reached. An interrupt ends the wait, not what was asked for.
public final class ControlClient {

    private final long pid;
    private final Path socket;
    private final Executor threads;
    private final Consumer<String> hints;
    private final Patience patience;

    /// @param pid the other process
    /// @param socket where it listens
    /// @param threads gives a virtual thread to each task
    /// @param hints told in a line, on any thread, that it lets wait
    public ControlClient(long pid, Path socket, Executor threads, Consumer<String> hints) {
        this(pid, socket, threads, hints, Patience.STANDARD);
    }

    ControlClient(
            long pid, Path socket, Executor threads, Consumer<String> hints, Patience patience) {
        this.pid = pid;
        this.socket = socket;
        this.threads = threads;
        this.hints = hints;
        this.patience = patience;
    }

    /// Asks for the end of a run; returns before the run has ended.
    public ControlReply cancel(RunId run) throws InterruptedException {
        return ask(new Cancel(run), (_, _) -> ControlReply.DONE);
    }

    /// Decides a step that waits for a person.
    ///
    /// @throws SwarmException also `INVALID_INPUT` where the verdict is over 1 MiB
    public ControlReply resolve(RunId run, StepId step, JsonNode verdict)
            throws InterruptedException {
        return ask(new Resolve(run, step, verdict), (_, _) -> ControlReply.DONE);
    }

    /// Tells the process that something new stands in the table of runs.
    public ControlReply work() throws InterruptedException {
        return ask(new Work(), (_, _) -> ControlReply.DONE);
    }

    /// Follows a run until it ends: returns `DONE` after the follower was told so, `GONE` as soon
    /// as the process is. One that falls silent is asked whether it is still there: `BUSY` where it
    /// does not answer.
    ///
    /// @param follower told on this thread, of transitions after those that are durable now
    public ControlReply follow(RunId run, Follower follower) throws InterruptedException {
        return ask(new Follow(run), (channel, lines) -> hear(channel, lines, follower));
    }

    /// Returns when the process ends, however it ends, or stops executing runs; at once where it
    /// has.
    public void awaitEnd() throws InterruptedException {
        ask(
                new Stay(),
                (_, lines) -> {
                    lines.awaitMore();
                    return ControlReply.GONE;
                });
    }

    /// What follows a good answer.
    @FunctionalInterface
    private interface Sequel {
        ControlReply take(SocketChannel channel, Lines lines) throws IOException;
    }

    private ControlReply ask(ControlRequest request, Sequel sequel) throws InterruptedException {
        byte[] line = ControlCodec.encode(request);
        requireFits(line);
        try (SocketChannel channel = open()) {
            var lines = new Lines(channel);
            Optional<ServerLine> first = answer(channel, lines, line);
            if (first.isEmpty()) {
                return ControlReply.GONE;
            }
            return switch (first.get()) {
                case Answer(var ok) -> ok ? sequel.take(channel, lines) : ControlReply.NOT_MINE;
                case Refusal(var code, var message) -> throw new SwarmException(code, message);
                case Reached _, Ended _ -> throw ControlCodec.foreign();
            };
        } catch (ClosedByInterruptException e) {
            Thread.interrupted(); // the exception says it
            throw new InterruptedException("while another process was asked");
        } catch (IOException e) {
            return ControlReply.GONE; // the connection broke
        }
    }

    private static void requireFits(byte[] line) {
        if (line.length > Lines.MAX_BYTES) {
            throw new SwarmException(
                    Code.INVALID_INPUT,
                    "the request takes %,d bytes, and the process that executes the run takes 1 MiB"
                                    .formatted(line.length)
                            + " at most. Give a smaller verdict.");
        }
    }

    private SocketChannel open() {
        try {
            return SocketChannel.open(StandardProtocolFamily.UNIX);
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    private SwarmException unreachable(IOException e) {
        return new SwarmException(
                Code.MISCONFIGURED,
                "can't reach the process that listens at " + socket + ": " + Reason.of(e),
                e);
    }

    /// The first line that comes back; nothing where nobody listens, or only another user.
    private Optional<ServerLine> answer(SocketChannel channel, Lines lines, byte[] request)
            throws IOException {
        try (var _ = Deadline.start(patience.hint(), this::tellOfWaiting, threads);
                var deadline = Deadline.start(patience.answer(), channel::close, threads)) {
            try {
                if (!connect(channel) || !Peer.isSelf(channel)) {
                    return Optional.empty();
                }
                write(channel, lines, request);
                return lines.read().map(ControlCodec::answer);
            } catch (IOException e) {
                if (deadline.hasPassed()) {
                    throw silent(e);
                }
                throw e;
            }
        }
    }

    private SwarmException silent(IOException e) {
        return new SwarmException(
                Code.BUSY,
                ("process %1$d executes runs here and does not answer. If it is stopped, kill -CONT"
                                + " %1$d lets it go on, and kill -KILL %1$d ends it: then swarm runs"
                                + " resume goes on with what it executed. If it only waits for"
                                + " another that writes the registry: try again.")
                        .formatted(pid),
                e);
    }

    private void tellOfWaiting() {
        hints.accept(
                ("waiting for process %1$d, which executes runs here and does not answer."
                                + " If it is stopped: kill -CONT %1$d")
                        .formatted(pid));
    }

    private boolean connect(SocketChannel channel) throws IOException {
        try {
            return channel.connect(UnixDomainSocketAddress.of(socket));
        } catch (ConnectException e) {
            return false; // nobody listens any more
        } catch (ClosedChannelException e) {
            throw e; // interrupted, or too late
        } catch (IOException e) {
            if (Files.notExists(socket)) {
                return false;
            }
            throw unreachable(e);
        }
    }

    private static void write(SocketChannel channel, Lines lines, byte[] request)
            throws IOException {
        try {
            lines.write(request);
        } catch (IOException e) {
            if (!channel.isOpen()) {
                throw e;
            }
            // It does not hear all; it may have said why.
        }
    }

    private ControlReply hear(SocketChannel channel, Lines lines, Follower follower)
            throws IOException {
        try (var pulse = Pulse.start(patience.pulse(), this::requireAnswer, channel, threads)) {
            try {
                return hear(lines, follower);
            } catch (IOException e) {
                if (pulse.silence().isPresent()) {
                    throw pulse.silence().get();
                }
                throw e;
            }
        }
    }

    private void requireAnswer() throws InterruptedException {
        ask(new Stay(), (_, _) -> ControlReply.DONE);
    }

    private static ControlReply hear(Lines lines, Follower follower) throws IOException {
        for (var line = lines.read(); line.isPresent(); line = lines.read()) {
            switch (ControlCodec.answer(line.get())) {
                case Reached(var seq) -> follower.transition(seq);
                case Ended(var status) -> {
                    follower.ended(status);
                    return ControlReply.DONE;
                }
                case Refusal(var code, var message) -> throw new SwarmException(code, message);
                case Answer _ -> throw ControlCodec.foreign();
            }
        }
        return ControlReply.GONE;
    }
}
