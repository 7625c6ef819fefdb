package net.swarmstack.simulator;

import net.swarmstack.engine.Timers;

import java.time.Duration;

/// The timers of one process, in the time of the simulation.
final class VirtualTimers implements Timers {

    private final Owner owner;
    private final World world;
    private final Chance chance;

    VirtualTimers(Owner owner, World world) {
        this.owner = owner;
        this.world = world;
        this.chance = world.chance("timers of " + owner);
    }

    @Override
    public Timer set(Duration delay, Runnable task) {
        owner.refuseIfDead();
        var timer = new Pending(task);
        world.scheduler().after(delay.toMillis() + chance.below(3), owner, timer::come);
        return timer;
    }

    /// One that is set.
    private final class Pending implements Timer {

        private final Runnable task;
        private boolean done;

        Pending(Runnable task) {
            this.task = task;
        }

        void come() {
            if (!done) {
                done = true;
                task.run();
            }
        }

        @Override
        public void cancel() {
            if (!done && world.faults().happens(Fault.TIMER_COMES_ALL_THE_SAME)) {
                done = true;
                world.scheduler().after(chance.below(5), owner, task);
            }
            done = true;
        }
    }
}
