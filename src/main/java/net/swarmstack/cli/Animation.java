package net.swarmstack.cli;

import net.swarmstack.engine.Transition;

import java.time.Duration;
import java.time.InstantSource;

/// Draws a [RunBoard] in place, ten times a second at most, on a thread of its own: a terminal that
/// was halted does not halt the run. The cursor is never hidden or moved away from below the lines,
/// so that however the process ends there is nothing to restore.
final class Animation implements Progress {

    private static final long INTERVAL_MILLIS = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final RunBoard board;
    private final Console console;
    private final InstantSource clock;
    private final Thread thread;
    private boolean isAccepted;
    private boolean isClosed;

    private Animation(RunBoard board, Console console, InstantSource clock) {
        this.board = board;
        this.console = console;
        this.clock = clock;
        this.thread = Thread.ofPlatform().daemon().name("animation").unstarted(this::animate);
    }

    /// Begins to draw as soon as the run is accepted.
    static Animation start(RunBoard board, Console console, InstantSource clock) {
        var animation = new Animation(board, console, clock);
        animation.thread.start();
        return animation;
    }

    @Override
    public void onTransition(Transition transition) {
        board.onTransition(transition);
        accept();
    }

    private synchronized void accept() {
        if (!isAccepted) {
            isAccepted = true;
            notifyAll();
        }
    }

    private void animate() {
        try {
            while (goesOn()) {
                draw();
                pause();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean goesOn() throws InterruptedException {
        while (!isAccepted && !isClosed) {
            wait();
        }
        return !isClosed;
    }

    private synchronized void pause() throws InterruptedException {
        long end = System.nanoTime() + Duration.ofMillis(INTERVAL_MILLIS).toNanos();
        for (long rest = INTERVAL_MILLIS; rest > 0 && !isClosed; ) {
            wait(rest);
            rest = (end - System.nanoTime()) / 1_000_000;
        }
    }

    private void draw() {
        Console.Screen screen = console.people();
        // In the last column some terminals would go to the next line.
        int columns = Math.max(1, screen.columns().orElseThrow() - 1);
        console.draw(board.lines(clock.instant(), columns, Math.max(1, screen.rows() - 1)));
    }

    /// Draws the end of the run, which stays.
    @Override
    public void close() {
        synchronized (this) {
            isClosed = true;
            notifyAll();
        }
        try {
            thread.join(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (isAccepted) {
            draw();
            console.keepDrawn();
        }
    }
}
