package net.swarmstack.simulator;

/// Whether the disk that all processes write to has room.
final class DiskSpace {

    private final World world;
    private final Chance chance;
    private long fullUntil;

    DiskSpace(World world) {
        this.world = world;
        this.chance = world.chance("space");
    }

    /// It may become full now, and is so for a while then.
    boolean isFull() {
        if (fullUntil <= world.scheduler().now() && world.faults().happens(Fault.DISK_FULL)) {
            fullUntil = world.scheduler().now() + chance.between(1, 60_000);
        }
        return fullUntil > world.scheduler().now();
    }

    void makeRoom() {
        fullUntil = 0;
    }
}
