package net.swarmstack.registry;

import net.swarmstack.engine.PinnedPlans;
import net.swarmstack.engine.Transition;
import net.swarmstack.engine.core.Decider;
import net.swarmstack.engine.core.Decision;
import net.swarmstack.engine.core.RunState;
import net.swarmstack.model.Excerpt;
import net.swarmstack.model.Json;
import net.swarmstack.model.RecordedEvent;
import net.swarmstack.model.RunId;
import net.swarmstack.model.SwarmException;
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

    private static final long OWNER = 0; // any: the comparison passes over it

    private final RunId run;
    private final Statements memory;
    private final PinnedPlans plans;
    private final List<Transition> batch = new ArrayList<>();
    private Optional<Plan> plan = Optional.empty();
    private RunState state = RunState.initial();
    private RunTip tip = RunTip.start();
    private Optional<String> refusal = Optional.empty();

    /// Makes what replays write to, one after another.
    static void prepare(Statements memory) throws SQLException {
        Schema.create(memory);
        memory.update("INSERT INTO owners (epoch, pid, started_at) VALUES (?, 0, '')", OWNER);
    }

    /// @param memory is prepared
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
        } catch (SwarmException | IllegalArgumentException | IllegalStateException e) {
            refuse(recorded, String.valueOf(e.getMessage()));
        }
        if (batch.size() == MAX_BATCH) {
            write();
        }
    }

    private void decide(RecordedEvent recorded) {
        if (plan.isEmpty()) {
            plan = Optional.of(plans.of(run, Projection.asAccepted(recorded.event())));
        }
        Decision decision = Decider.decide(plan.get(), state, recorded.event());
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
                                + Excerpt.line(why));
    }

    /// Writes the rows of what was added last.
    void write() {
        try {
            memory.update("UPDATE workflow_runs SET owner_epoch = ?", OWNER);
            var projection = new Projection(run, tip, Optional.of(OWNER), Json::compact);
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
