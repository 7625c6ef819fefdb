package net.swarmstack.registry;

import net.swarmstack.engine.Transition;
import net.swarmstack.engine.core.Decider;
import net.swarmstack.engine.core.Decision;
import net.swarmstack.engine.core.RunState;
import net.swarmstack.model.Json;
import net.swarmstack.model.Parsed;
import net.swarmstack.model.Problem;
import net.swarmstack.model.RecordedEvent;
import net.swarmstack.model.RunId;
import net.swarmstack.plan.Plan;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Has the engine decide the events of one run again, with the plan of what the run began with, and
/// writes the rows that they give into a database in memory.
final class Replay {

    /// The most transitions that are written together: all of a long run take too much memory.
    private static final int MAX_BATCH = 256;

    private final RunId run;
    private final Statements memory;
    private final PinnedPlans plans;
    private final List<Transition> batch = new ArrayList<>();
    private Optional<Plan> plan = Optional.empty();
    private RunState state = RunState.initial();
    private RunTip tip = RunTip.start();
    private Optional<String> refusal = Optional.empty();

    /// @param memory has the tables of a registry
    Replay(RunId run, Statements memory, PinnedPlans plans) {
        this.run = run;
        this.memory = memory;
        this.plans = plans;
    }

    /// Why the engine does not take an event, and which; what follows it is not looked at.
    Optional<String> refusal() {
        return refusal;
    }

    /// The next event.
    void add(RecordedEvent recorded) {
        if (refusal.isPresent()) {
            return;
        }
        try {
            decide(recorded);
        } catch (IllegalArgumentException | IllegalStateException e) {
            refuse(recorded, String.valueOf(e.getMessage()));
        }
        if (batch.size() == MAX_BATCH) {
            write();
        }
    }

    private void decide(RecordedEvent recorded) {
        if (plan.isEmpty()) {
            switch (plans.of(Projection.asAccepted(recorded.event()))) {
                case Parsed.Valid<Plan>(Plan made) -> plan = Optional.of(made);
                case Parsed.Invalid<Plan>(List<Problem> problems, Optional<Plan> _) -> {
                    refuse(recorded, "this version has no plan for it: " + problems.getFirst());
                    return;
                }
            }
        }
        Decision decision = Decider.decide(plan.orElseThrow(), state, recorded.event());
        if (decision.refused()) {
            refuse(recorded, "it can't follow from those before it");
            return;
        }
        state = decision.next();
        batch.add(new Transition(recorded, state));
    }

    private void refuse(RecordedEvent recorded, String why) {
        refusal =
                Optional.of(
                        "event "
                                + recorded.seq()
                                + ", "
                                + EventCodec.type(recorded.event())
                                + ": "
                                + why);
    }

    /// Writes the rows of what was added last.
    void write() {
        try {
            var projection = new Projection(run, tip, 0, Json::compact);
            batch.forEach(projection::add);
            for (RowWrite write : projection.writes()) {
                write.run(memory);
            }
            memory.update("DELETE FROM run_events"); // not compared, and many
            tip = projection.tip();
            batch.clear();
        } catch (SQLException e) {
            refusal = Optional.of("its rows can't be made: " + e.getMessage());
        }
    }
}
