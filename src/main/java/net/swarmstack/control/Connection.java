package net.swarmstack.control;

import net.swarmstack.control.ControlRequest.Cancel;
import net.swarmstack.control.ControlRequest.Follow;
import net.swarmstack.control.ControlRequest.Resolve;
import net.swarmstack.control.ControlRequest.Stay;
import net.swarmstack.control.ControlRequest.Work;
import net.swarmstack.control.ServerLine.Answer;
import net.swarmstack.control.ServerLine.Refusal;
import net.swarmstack.model.RunId;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.concurrent.Executor;

/// A connection of the server: takes one request, answers, and closes. Whatever comes in, the
/// server lives on.
///
/// A thread of its own runs it. While it follows a run, a second one looks whether somebody is
/// still there; and as long as the other side has a time limit, a [Deadline] has one.
final class Connection implements Runnable {

    private final SocketChannel channel;
    private final RunControl control;
    private final Executor threads;
    private final ControlLimits limits;
    private final Lines lines;
    private volatile boolean isFinishing;

    Connection(SocketChannel channel, RunControl control, Executor threads, ControlLimits limits) {
        this.channel = channel;
        this.control = control;
        this.threads = threads;
        this.limits = limits;
        this.lines = new Lines(channel);
    }

    @Override
    public void run() {
        try (channel) {
            answer();
        } catch (IOException e) {
            // Nobody is there any more to be told.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void answer() throws IOException, InterruptedException {
        try {
            requireSameUser();
            Optional<ControlRequest> request = read();
            if (request.isPresent()) {
                carryOut(request.get());
            }
        } catch (SwarmException e) {
            send(new Refusal(e.code(), String.valueOf(e.getMessage())));
        } catch (RuntimeException | Error e) {
            send(new Refusal(Code.INTERNAL, "the process that executes the run failed: " + e));
        }
    }

    /// The superuser is another user too: a root belongs to one.
    private void requireSameUser() throws IOException {
        if (!Peer.isSelf(channel)) {
            String owner = Peer.self().getName();
            throw new SwarmException(
                    Code.NOT_AUTHORISED,
                    "the process that executes the run belongs to "
                            + owner
                            + ", and you are "
                            + Peer.of(channel).getName()
                            + ". Become that user (sudo -u "
                            + owner
                            + " …).");
        }
    }

    /// The request; nothing where the server closes before it has come.
    private Optional<ControlRequest> read() throws IOException {
        try (var deadline = Deadline.start(limits.arrival(), channel::shutdownInput, threads)) {
            Optional<byte[]> line = lines.read();
            if (line.isEmpty() && !isFinishing) {
                throw ControlCodec.malformed(
                        deadline.hasPassed()
                                ? "it did not come within " + limits.arrival().toSeconds() + " s"
                                : "it ends without an end of line");
            }
            return line.map(ControlCodec::request);
        }
    }

    private void carryOut(ControlRequest request) throws IOException, InterruptedException {
        switch (request) {
            case Cancel(var run) -> send(new Answer(control.cancel(run)));
            case Resolve(var run, var step, var verdict) ->
                    send(new Answer(control.resolve(run, step, verdict)));
            case Work() -> {
                control.work();
                send(new Answer(true));
            }
            case Follow(var run) -> follow(run);
            case Stay() -> {
                send(new Answer(true));
                lines.awaitMore();
            }
        }
    }

    private void follow(RunId run) throws IOException, InterruptedException {
        var following = new Following();
        if (!control.follow(run, following)) {
            send(new Answer(false));
            return;
        }
        try {
            send(new Answer(true));
            threads.execute(() -> closeAtEnd(following));
            for (var line = following.next(); line.isPresent(); line = following.next()) {
                send(line.get());
            }
        } finally {
            control.unfollow(run, following);
        }
    }

    private void closeAtEnd(Following following) {
        try {
            lines.awaitMore();
        } catch (IOException e) {
            // As good as the end.
        } finally {
            following.close();
        }
    }

    private void send(ServerLine line) throws IOException {
        try (var _ = Deadline.start(limits.taking(), channel::close, threads)) {
            lines.write(ControlCodec.encode(line));
        }
    }

    /// Ends the connection as soon as all is said that there is to say.
    void finish() {
        isFinishing = true;
        try {
            channel.shutdownInput();
        } catch (IOException e) {
            // It has ended.
        }
    }

    /// Ends the connection now.
    void cut() {
        try {
            channel.close();
        } catch (IOException e) {
            // As good as closed.
        }
    }
}
