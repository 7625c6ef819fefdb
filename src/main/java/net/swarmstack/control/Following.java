package net.swarmstack.control;

import net.swarmstack.control.ServerLine.Ended;
import net.swarmstack.control.ServerLine.Reached;

import java.util.Optional;

/// What is still to be said to a follower. Of several transitions it keeps the latest, so a run
/// neither waits for who follows it nor fills the memory.
final class Following implements Follower {

    private long reached;
    private long told;
    private Optional<String> status = Optional.empty();
    private boolean isEndTold;
    private boolean isClosed;

    @Override
    public synchronized void transition(long seq) {
        if (seq > reached) {
            reached = seq;
            notifyAll();
        }
    }

    @Override
    public synchronized void ended(String finalStatus) {
        if (status.isEmpty()) {
            status = Optional.of(finalStatus);
            notifyAll();
        }
    }

    /// Nothing more will come; what has come is still to be said.
    synchronized void close() {
        isClosed = true;
        notifyAll();
    }

    /// The next thing to say; waits for it. Nothing after the end of the run or of this.
    synchronized Optional<ServerLine> next() throws InterruptedException {
        while (reached == told && status.isEmpty() && !isClosed) {
            wait();
        }
        if (isEndTold) {
            return Optional.empty();
        }
        if (reached > told) {
            told = reached;
            return Optional.of(new Reached(told));
        }
        isEndTold = status.isPresent();
        return status.map(Ended::new);
    }
}
