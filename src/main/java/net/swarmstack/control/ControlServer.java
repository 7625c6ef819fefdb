package net.swarmstack.control;

import net.swarmstack.control.ServerLine.Refusal;
import net.swarmstack.model.Reason;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Listens on a Unix socket for what other processes ask of the runs that this one executes. One
/// thread accepts, and each connection has a virtual one.
///
/// The one that accepts is a platform thread. For a virtual thread that waits at a socket the JVM
/// has another wait in the kernel, to its end, and where a thread is there `System.exit` takes 300
/// ms longer: every command that executes a run would.
public final class ControlServer implements AutoCloseable {

    /// After an error, as where the process has no descriptor left.
    private static final Duration BACK_OFF = Duration.ofMillis(100);

    private final Listener listener;
    private final RunControl control;
    private final Executor threads;
    private final ControlLimits limits;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final Semaphore free;
    private volatile boolean isClosing;

    private ControlServer(
            Listener listener, RunControl control, Executor threads, ControlLimits limits) {
        this.listener = listener;
        this.control = control;
        this.threads = threads;
        this.limits = limits;
        this.free = new Semaphore(limits.connections());
    }

    /// Starts to listen: at the path that is wanted, or where that is too long for a socket or the
    /// folder can't have one, in a new folder in `$XDG_RUNTIME_DIR` or in `/tmp`.
    ///
    /// @param wanted an absolute path; its folder is made this user's alone, and what lies there is
    ///   replaced
    /// @param environment of this process
    /// @param acceptor makes the platform thread that accepts
    /// @param threads gives a virtual thread to each task
    /// @throws SwarmException `MISCONFIGURED` where no place can have a socket
    public static ControlServer open(
            Path wanted,
            Map<String, String> environment,
            RunControl control,
            ThreadFactory acceptor,
            Executor threads) {
        return open(
                Listener.open(wanted, environment),
                control,
                acceptor,
                threads,
                ControlLimits.STANDARD);
    }

    static ControlServer open(
            Listener listener,
            RunControl control,
            ThreadFactory acceptor,
            Executor threads,
            ControlLimits limits) {
        var server = new ControlServer(listener, control, threads, limits);
        acceptor.newThread(server::accept).start();
        return server;
    }

    /// Where it listens: an absolute path.
    public Path socket() {
        return listener.path();
    }

    /// Deletes what a process that was killed has left of its socket. One that is listened at
    /// stays: it is of a process that works for another copy of the root.
    ///
    /// @param socket where it listened; may be gone already
    public static void sweep(Path socket) {
        try {
            if (!isListenedAt(socket)) {
                SocketPlace.delete(socket);
            }
        } catch (IOException e) {
            throw new SwarmException(
                    Code.STORE_FAILED, "can't delete " + socket + ": " + Reason.of(e), e);
        }
    }

    private static boolean isListenedAt(Path socket) {
        try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            return channel.isConnected();
        } catch (IOException e) {
            return false; // refused, or gone
        }
    }

    private void accept() {
        while (listener.channel().isOpen()) {
            try {
                begin(listener.channel().accept());
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException | RuntimeException | Error e) {
                // Who asked sees that nobody answers; the next may have more luck.
                LockSupport.parkNanos(BACK_OFF.toNanos());
            }
        }
    }

    private void begin(SocketChannel channel) {
        if (!free.tryAcquire()) {
            refuse(channel);
            return;
        }
        var connection = new Connection(channel, control, threads, limits);
        connections.add(connection);
        try {
            threads.execute(() -> run(connection));
        } catch (RuntimeException | Error e) {
            connection.cut();
            end(connection);
            throw e;
        }
        if (isClosing) {
            connection.finish();
        }
    }

    private void run(Connection connection) {
        try {
            connection.run();
        } finally {
            end(connection);
        }
    }

    private void end(Connection connection) {
        connections.remove(connection);
        free.release();
    }

    /// Does not wait for who does not read: a first line always has room.
    private void refuse(SocketChannel channel) {
        try (channel) {
            channel.configureBlocking(false);
            var refusal =
                    new Refusal(
                            Code.BUSY,
                            "the process that executes the run has "
                                    + limits.connections()
                                    + " connections already. Try again when others have ended.");
            new Lines(channel).write(ControlCodec.encode(refusal));
        } catch (IOException e) {
            // It has gone without waiting.
        }
    }

    /// Ends all connections and deletes the socket. Who has an answer to come is given it first,
    /// and who follows a run that has ended is told of the end; but nobody keeps this waiting for
    /// more than a second. Threads end right after it.
    @Override
    public synchronized void close() {
        if (isClosing) {
            return;
        }
        isClosing = true;
        listener.close();
        connections.forEach(Connection::finish);
        if (!haveAllEnded()) {
            connections.forEach(Connection::cut);
        }
    }

    private boolean haveAllEnded() {
        try {
            return free.tryAcquire(
                    limits.connections(), limits.farewell().toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
