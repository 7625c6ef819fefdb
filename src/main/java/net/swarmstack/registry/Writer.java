package net.swarmstack.registry;

import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// The one thread that writes the registry, with group commit: idle, it commits what comes at once;
/// what comes meanwhile is the next commit, up to [#MAX_BATCH] writes.
///
/// Any thread may call [#write] and [#run]; both return when the work is durable or refused. A
/// write that fails in company is tried again alone, so it can't fail its neighbours. After an I/O
/// error nothing is written any more, for a commit that failed may still be there.
final class Writer implements AutoCloseable {

    static final int MAX_BATCH = 256;

    /// How long the idle writer looks for work before it sleeps: waking a thread costs a third of a
    /// commit, and a step that ends is followed by the next within this time.
    private static final long WRITER_SPIN_NANOS = 150_000;

    /// How long a caller who is alone looks for its commit before it sleeps. In company it sleeps
    /// at once, for it would keep a processor from those who share the commit.
    private static final long CALLER_SPIN_NANOS = 300_000;

    private final Statements statements;
    private final Runnable presence;
    private final AtomicInteger callers = new AtomicInteger();
    private final ConcurrentLinkedQueue<Job> queue = new ConcurrentLinkedQueue<>();
    private final AtomicLong commits = new AtomicLong();
    private final Thread thread;
    private volatile boolean closing;
    private volatile boolean ended;
    private volatile Optional<SwarmException> broken = Optional.empty();

    /// @param presence throws where nobody would find what was committed
    Writer(Statements statements, Runnable presence, ThreadFactory threads) {
        this.statements = statements;
        this.presence = presence;
        this.thread = threads.newThread(this::loop);
        thread.start();
    }

    /// Changes rows in a transaction, which other callers may share.
    ///
    /// @param action what it does, for the error: `record the run`
    void write(String action, Transaction transaction) {
        await(new Job(action, Optional.of(transaction), () -> {}));
    }

    /// Does something outside of any transaction, such as writing a file.
    void run(String action, Runnable work) {
        await(new Job(action, Optional.empty(), work));
    }

    /// Within [#run], does something while no other process writes the registry.
    void locked(Runnable work) {
        try {
            statements.update("BEGIN IMMEDIATE");
            try {
                work.run();
            } finally {
                statements.update("COMMIT"); // of nothing
            }
        } catch (SQLException e) {
            throw SqlFailure.of("lock the registry", e);
        }
    }

    /// How many transactions were committed.
    long commits() {
        return commits.get();
    }

    private void await(Job job) {
        queue.add(job);
        LockSupport.unpark(thread);
        if (ended && queue.remove(job)) {
            throw closed();
        }
        boolean alone = callers.getAndIncrement() == 0;
        try {
            if (alone) {
                spin(CALLER_SPIN_NANOS, () -> job.done);
            }
            job.await();
        } finally {
            callers.decrementAndGet();
        }
    }

    private static void spin(long nanos, BooleanSupplier until) {
        long end = System.nanoTime() + nanos;
        while (!until.getAsBoolean() && System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
    }

    private void loop() {
        var batch = new ArrayList<Job>(MAX_BATCH);
        while (true) {
            Job first = queue.poll();
            if (first == null) {
                if (closing) {
                    break;
                }
                spin(WRITER_SPIN_NANOS, () -> closing || !queue.isEmpty());
                if (queue.isEmpty()) {
                    LockSupport.park(this);
                }
                continue;
            }
            for (Job job = first;
                    job != null;
                    job = batch.size() < MAX_BATCH ? queue.poll() : null) {
                if (job.transaction.isPresent()) {
                    batch.add(job);
                } else {
                    runAlone(job);
                }
            }
            if (!batch.isEmpty()) {
                commit(batch);
                batch.clear();
            }
        }
        ended = true;
        for (Job job = queue.poll(); job != null; job = queue.poll()) {
            job.fail(closed());
        }
        statements.close();
    }

    private void runAlone(Job job) {
        try {
            broken.ifPresent(failure -> {
                throw failure;
            });
            job.work.run();
            job.succeed();
        } catch (Throwable e) {
            fail(job, e);
        }
    }

    private void commit(List<Job> jobs) {
        if (broken.isPresent()) {
            jobs.forEach(job -> job.fail(broken.get()));
            return;
        }
        try {
            statements.update("BEGIN IMMEDIATE");
        } catch (Throwable e) {
            jobs.forEach(job -> fail(job, e)); // none of them is at fault
            return;
        }
        try {
            for (Job job : jobs) {
                job.transaction.orElseThrow().run(statements);
            }
            statements.update("COMMIT");
        } catch (Throwable e) {
            rollBack();
            if (jobs.size() == 1) {
                fail(jobs.getFirst(), e);
            } else {
                jobs.forEach(job -> commit(List.of(job)));
            }
            return;
        }
        commits.incrementAndGet();
        acknowledge(jobs);
    }

    /// A commit to a file that was deleted or replaced succeeds, too.
    private void acknowledge(List<Job> jobs) {
        try {
            presence.run();
        } catch (RuntimeException e) {
            jobs.forEach(job -> fail(job, e));
            return;
        }
        jobs.forEach(Job::succeed);
    }

    /// SQLite has rolled back by itself after some errors, and then says that there is nothing to
    /// roll back.
    private void rollBack() {
        try {
            statements.script("ROLLBACK");
        } catch (SQLException e) {
            return;
        }
    }

    private void fail(Job job, Throwable cause) {
        SwarmException failure =
                switch (cause) {
                    case SwarmException known -> known;
                    case SQLException sql -> SqlFailure.of(job.action, sql);
                    default ->
                            new SwarmException(
                                    Code.INTERNAL, "can't " + job.action + ": " + cause, cause);
                };
        if (failure.code() == Code.STORE_FAILED) {
            broken = Optional.of(failure);
        }
        job.fail(failure);
    }

    private static SwarmException closed() {
        return new SwarmException(Code.INTERNAL, "the registry is closed");
    }

    /// Waits for what was asked before, and ends the thread.
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// Changes rows; it may run twice, the first time in a transaction that is rolled back.
    @FunctionalInterface
    interface Transaction {
        void run(Statements statements) throws SQLException;
    }

    /// What one caller waits for.
    private static final class Job {

        private final String action;
        private final Optional<Transaction> transaction;
        private final Runnable work;
        private final Thread caller = Thread.currentThread();
        private volatile boolean done;
        private Optional<SwarmException> failure = Optional.empty();

        Job(String action, Optional<Transaction> transaction, Runnable work) {
            this.action = action;
            this.transaction = transaction;
            this.work = work;
        }

        void succeed() {
            done = true;
            LockSupport.unpark(caller);
        }

        void fail(SwarmException why) {
            failure = Optional.of(why);
            succeed();
        }

        /// An interrupt does not end the wait: what was asked for happens all the same.
        void await() {
            boolean interrupted = false;
            while (!done) {
                LockSupport.park(this);
                interrupted |= Thread.interrupted();
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            failure.ifPresent(why -> {
                throw new SwarmException(why.code(), String.valueOf(why.getMessage()), why);
            });
        }
    }
}
