package net.swarmstack.cli;

import net.swarmstack.app.RunCalls;
import net.swarmstack.app.SwarmReader;
import net.swarmstack.model.RunId;

import picocli.CommandLine.Model.CommandSpec;

import java.time.Duration;
import java.util.Optional;

/// `swarm runs wait RUN`
final class RunsWaitCommand implements Command {

    private static final String TIMEOUT = "--timeout";

    @Override
    public CommandSpec spec() {
        return Specs.of(
                        this,
                        "Waits until a run has ended, prints its result and ends with the exit"
                                + " status of swarm run.",
                        "swarm runs wait 1f4c",
                        "swarm runs wait 1f4c --timeout 90s -o json")
                .addPositional(RunIds.argument())
                .addOption(
                        Specs.option(
                                TIMEOUT,
                                "TIME",
                                "Wait no longer, as 90s or 10m (exit status 7); the run goes on."))
                .addOption(Specs.output("Print the whole run: table, json, yaml or name."));
    }

    @Override
    public ExitStatus run(Invocation invocation) {
        Optional<Duration> timeout =
                invocation.option(TIMEOUT).map(text -> Age.parse(TIMEOUT, text));
        try (SwarmReader swarm = invocation.openReader()) {
            RunId run = RunIds.resolve(swarm.runs(), invocation.argument(0));
            timeout.ifPresent(RunsWaitCommand::interruptAfter);
            RunCalls calls = swarm.calls(invocation.console()::tell);
            new RunWait(swarm.runs(), swarm.owners(), calls, run).await();
            return RunEnd.read(swarm.runs(), run).print(invocation, swarm.runs());
        } catch (InterruptedException e) {
            invocation.console().tell("the run goes on; " + TIMEOUT + " has passed");
            return ExitStatus.TIMED_OUT;
        }
    }

    private static void interruptAfter(Duration time) {
        Thread waiting = Thread.currentThread();
        Thread.ofPlatform()
                .daemon()
                .name("timeout")
                .start(() -> {
                    try {
                        Thread.sleep(time);
                        waiting.interrupt();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException("nobody interrupts this", e);
                    }
                });
    }
}
