package net.swarmstack.sandbox;

import net.swarmstack.model.Isolation;

import java.util.List;
import java.util.Optional;

/// A driver that is only asked whether it works.
final class ProbedDriver implements SandboxDriver {

    private final String name;
    private final Isolation level;
    private boolean works = true;
    private int probes;

    ProbedDriver(String name, Isolation level) {
        this.name = name;
        this.level = level;
    }

    void breakDown() {
        works = false;
    }

    int probes() {
        return probes;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String idPrefix() {
        return name + "-";
    }

    @Override
    public Isolation level() {
        return level;
    }

    @Override
    public Probe probe() {
        probes++;
        return works
                ? new Probe.Usable(new Capabilities(level, false, false, false, false, List.of()))
                : new Probe.Unusable("broken", "Mend it.");
    }

    @Override
    public Optional<Program> find(String program) {
        return Optional.empty();
    }

    @Override
    public boolean canWait() {
        return false;
    }

    @Override
    public Sandbox open(SandboxSpec spec) throws SandboxException {
        throw new SandboxException("broken");
    }

    @Override
    public void closeAll() {}

    @Override
    public List<Orphan> orphans() {
        return List.of();
    }

    @Override
    public void reap(Orphan orphan) {}
}
