package net.swarmstack.simulator;

import net.swarmstack.engine.RunHandle.Decided;
import net.swarmstack.model.Json;
import net.swarmstack.model.RecordedEvent;
import net.swarmstack.model.RunEvent.OutcomeDecided;
import net.swarmstack.model.RunId;
import net.swarmstack.model.StepId;
import net.swarmstack.simulator.Requests.Request;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// People who say what became of lost attempts that must not be repeated unasked. Two of them may
/// say so of one attempt: the first counts.
final class Judges {

    private final World world;
    private final Requests requests;
    private final Chance chance;
    private final Set<RunId> looking = new HashSet<>();

    Judges(World world, Requests requests) {
        this.world = world;
        this.requests = requests;
        this.chance = world.chance("judges");
        world.ledger().watch(this::look);
    }

    private void look(RunRecord run) {
        if (run.state().unknown() > 0 && looking.add(run.id())) {
            world.findings().tally().count(Tally.Sight.OUTCOME_UNKNOWN);
            world.scheduler().after(chance.between(100, 60_000), () -> decide(run));
        }
    }

    /// Says of each step of a run that waits what became of it, now or later.
    void decide(RunRecord run) {
        looking.remove(run.id());
        for (StepId step : run.unknown()) {
            decide(run, step, 1);
            if (world.faults().happens(Fault.ASKED_TWICE)) {
                decide(run, step, 1);
            }
        }
    }

    private void decide(RunRecord run, StepId step, int trial) {
        if (!run.step(step).isUnknown()) {
            return;
        }
        int events = run.events().size();
        Decided decided = decided();
        requests.ask(
                run.id(),
                new Request(trial, () -> decide(run, step, trial + 1)),
                handle -> handle.decide(step, decided),
                () ->
                        world.ledger()
                                .acknowledged(
                                        run.id(),
                                        known -> isDecided(known, step, events),
                                        step + " is not decided about"));
    }

    private static boolean isDecided(RunRecord run, StepId step, int eventsBefore) {
        List<RecordedEvent> since = run.events().subList(eventsBefore, run.events().size());
        return since.stream()
                .anyMatch(event ->
                        event.event() instanceof OutcomeDecided decided
                                && decided.step().equals(step));
    }

    private Decided decided() {
        return switch (chance.below(3)) {
            case 0 -> new Decided.Succeeded(Json.object().put("result", "by a person"));
            case 1 -> new Decided.Failed();
            default -> new Decided.Retry();
        };
    }
}
