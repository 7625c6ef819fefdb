package net.swarmstack.step;

import net.swarmstack.model.Isolation;
import net.swarmstack.sandbox.ExecSpec;
import net.swarmstack.sandbox.Execution;
import net.swarmstack.sandbox.OutputListener;
import net.swarmstack.sandbox.Probe;
import net.swarmstack.sandbox.Program;
import net.swarmstack.sandbox.Sandbox;
import net.swarmstack.sandbox.SandboxDriver;
import net.swarmstack.sandbox.SandboxEntry;
import net.swarmstack.sandbox.SandboxException;
import net.swarmstack.sandbox.SandboxPath;
import net.swarmstack.sandbox.SandboxSpec;
import net.swarmstack.sandbox.SandboxStats;
import net.swarmstack.sandbox.TakenFile;

import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// A driver that tells of moments in the life of its sandboxes, on the thread that lives them.
record ObservedDriver(SandboxDriver driver, Consumer<Moment> observer) implements SandboxDriver {

    /// What has just happened; `ENDED` when the first file is about to be taken out.
    enum Moment {
        PROBED,
        OPENED,
        PUT,
        WOKEN,
        STARTED,
        ENDED
    }

    @Override
    public String name() {
        return driver.name();
    }

    @Override
    public String idPrefix() {
        return driver.idPrefix();
    }

    @Override
    public Isolation level() {
        return driver.level();
    }

    @Override
    public Probe probe() {
        observer.accept(Moment.PROBED);
        return driver.probe();
    }

    @Override
    public Optional<Program> find(String program) {
        return driver.find(program);
    }

    @Override
    public boolean canWait() {
        return driver.canWait();
    }

    @Override
    public Sandbox open(SandboxSpec spec) throws SandboxException {
        Sandbox sandbox = driver.open(spec);
        observer.accept(Moment.OPENED);
        return new Observed(sandbox, observer);
    }

    @Override
    public void closeAll() {
        driver.closeAll();
    }

    @Override
    public List<Orphan> orphans() throws SandboxException {
        return driver.orphans();
    }

    @Override
    public void reap(Orphan orphan) throws SandboxException {
        driver.reap(orphan);
    }

    private record Observed(Sandbox sandbox, Consumer<Moment> observer) implements Sandbox {

        @Override
        public String id() {
            return sandbox.id();
        }

        @Override
        public String path(SandboxPath file) {
            return sandbox.path(file);
        }

        @Override
        public void put(SandboxPath file, byte[] content) throws SandboxException {
            sandbox.put(file, content);
            observer.accept(Moment.PUT);
        }

        @Override
        public void warm(ExecSpec waiting) throws SandboxException {
            sandbox.warm(waiting);
        }

        @Override
        public void rename(String id) throws SandboxException {
            sandbox.rename(id);
        }

        @Override
        public Execution wake(byte[] header, OutputListener output) {
            observer.accept(Moment.WOKEN);
            Execution execution = sandbox.wake(header, output);
            observer.accept(Moment.STARTED);
            return execution;
        }

        @Override
        public Execution exec(ExecSpec spec, OutputListener output) {
            Execution execution = sandbox.exec(spec, output);
            observer.accept(Moment.STARTED);
            return execution;
        }

        @Override
        public TakenFile get(SandboxPath file, int maxBytes) throws SandboxException {
            observer.accept(Moment.ENDED);
            return sandbox.get(file, maxBytes);
        }

        @Override
        public List<SandboxEntry> list(SandboxPath folder, int most) throws SandboxException {
            return sandbox.list(folder, most);
        }

        @Override
        public InputStream open(SandboxPath file) throws SandboxException {
            return sandbox.open(file);
        }

        @Override
        public SandboxStats stats() {
            return sandbox.stats();
        }

        @Override
        public void kill() {
            sandbox.kill();
        }

        @Override
        public void close() throws SandboxException {
            sandbox.close();
        }
    }
}
