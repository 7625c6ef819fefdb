package net.swarmstack.cli;

import net.swarmstack.engine.RunListener;
import net.swarmstack.engine.Transition;
import net.swarmstack.engine.core.StepState;
import net.swarmstack.model.Failure;
import net.swarmstack.model.RunEvent;
import net.swarmstack.model.StepId;
import net.swarmstack.model.StepStatus;
import net.swarmstack.plan.Plan;
import net.swarmstack.plan.PlannedStep;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a terminal shows of a run while it executes: which run, its steps, how far it is. Told of
/// events by the thread of the run, asked for lines by another.
final class RunBoard implements RunListener {

    private static final int STATUS_COLUMNS = 9;
    private static final int TIME_COLUMNS = 8;
    private static final int AROUND_STEPS = 2;

    private final String workflow;
    private final Paint paint;
    private final Plan plan;
    private final SortedMap<StepId, Row> rows;
    private String run = "";
    private String status = "";
    private Optional<Instant> begunAt = Optional.empty();
    private Optional<Instant> endedAt = Optional.empty();

    /// @param workflow `name@version`
    RunBoard(Plan plan, String workflow, Paint paint) {
        this.workflow = workflow;
        this.paint = paint;
        this.plan = plan;
        var places = new HashMap<StepId, Integer>();
        plan.steps().forEach(step -> places.put(step.id(), places.size()));
        // As in the file, items below their step; those of handlers last.
        this.rows =
                new TreeMap<>(
                        Comparator.<StepId>comparingInt(
                                        id -> places.getOrDefault(id.step(), places.size()))
                                .thenComparing(StepId::step)
                                .thenComparingInt(id -> id.index().orElse(-1)));
        plan.steps().forEach(step -> rows.put(step.id(), row(step.id())));
    }

    private Row row(StepId id) {
        return Optional.ofNullable(rows.get(id)).orElseGet(() -> Row.of(id, plan.step(id)));
    }

    @Override
    public synchronized void onTransition(Transition transition) {
        Instant at = transition.event().at();
        begunAt = begunAt.or(() -> Optional.of(at));
        run = Text.shortId(transition.event().run().value());
        switch (transition.event().event()) {
            case RunEvent.AttemptStarted(var step, var attempt, var sandbox, _) ->
                    rows.put(step, row(step).started(at, attempt, sandbox));
            case RunEvent.RunDeadlinePassed _ -> status = "overdue, stopping";
            case RunEvent.CancelRequested _ -> status = "cancelling";
            case RunEvent.RunFinished(var end, _, _) -> {
                status = end.text();
                endedAt = Optional.of(at);
            }
            case RunEvent.RunAccepted _,
                    RunEvent.Inherited _,
                    RunEvent.AttemptLeft _,
                    RunEvent.AttemptLost _,
                    RunEvent.OutcomeDecided _,
                    RunEvent.Resolved _,
                    RunEvent.AttemptSucceeded _,
                    RunEvent.ItemsCollected _,
                    RunEvent.AttemptFailed _,
                    RunEvent.RetryDue _,
                    RunEvent.StepDeadlinePassed _,
                    RunEvent.OutputsResolved _,
                    RunEvent.HandlerFinished _ -> {}
        }
        for (StepState step : transition.after().touchedSteps()) {
            rows.put(step.id(), row(step.id()).now(step, at));
        }
    }

    /// The lines to show now.
    ///
    /// @param columns none is wider
    /// @param height there are no more
    synchronized List<String> lines(Instant now, int columns, int height) {
        var lines = new ArrayList<String>();
        if (height > 1) {
            lines.add(Text.fit("run " + run + "  " + workflow, columns));
        }
        List<Row> shown = shown(Math.max(0, height - AROUND_STEPS));
        int widest = shown.stream().mapToInt(row -> Text.width(row.step)).max().orElse(0);
        int stepColumns = Math.min(widest, Math.max(1, columns / 3));
        shown.forEach(row -> lines.add(line(row, stepColumns, now, columns)));
        lines.add(Text.fit(summary(now), columns));
        return lines;
    }

    /// Every step where there is room for all, else those that execute, then those that failed.
    private List<Row> shown(int room) {
        if (rows.size() <= room) {
            return List.copyOf(rows.values());
        }
        var some = new ArrayList<Row>();
        rows.values().stream().filter(Row::isActive).limit(room).forEach(some::add);
        rows.values().stream().filter(Row::isFailed).limit(room - some.size()).forEach(some::add);
        return some;
    }

    private String line(Row row, int stepColumns, Instant now, int columns) {
        String step = pad(Text.fit(row.step, stepColumns), stepColumns) + "  ";
        String status = row.status.text();
        String rest =
                "  "
                        + pad(row.time(now), TIME_COLUMNS)
                        + "  "
                        + row.agent
                        + (row.sandbox.isEmpty() ? "" : "  " + row.sandbox)
                        + (row.note.isEmpty() ? "" : "  " + row.note);
        String line = step + pad(status, STATUS_COLUMNS) + rest;
        String shown = Text.fit(line.stripTrailing(), columns);
        int end = step.length() + status.length();
        return shown.startsWith(step + status)
                ? step + paint.status(status) + shown.substring(end)
                : shown;
    }

    private static String pad(String text, int columns) {
        return text + " ".repeat(Math.max(0, columns - Text.width(text)));
    }

    /// As `12 done, 3 running, 25 to go 1.2 s`, and what is unusual of the run.
    private String summary(Instant now) {
        var counts = new EnumMap<StepStatus, Integer>(StepStatus.class);
        rows.values().forEach(row -> counts.merge(row.status, 1, Integer::sum));
        int failed = (int) rows.values().stream().filter(Row::isFailed).count();
        int running = counts.getOrDefault(StepStatus.RUNNING, 0);
        int waiting = counts.getOrDefault(StepStatus.WAITING, 0);
        int toGo = counts.getOrDefault(StepStatus.PENDING, 0);
        int done = rows.size() - failed - running - waiting - toGo;
        return done
                + " done"
                + count(failed, "failed")
                + count(running, "running")
                + count(waiting, "waiting")
                + count(toGo, "to go")
                + "  "
                + time(begunAt.orElse(now), endedAt.orElse(now))
                + (status.isEmpty() ? "" : "  " + status);
    }

    private static String count(int number, String what) {
        return number == 0 ? "" : ", " + number + " " + what;
    }

    private static String time(Instant from, Instant to) {
        return Text.duration(Math.max(0, Duration.between(from, to).toMillis()));
    }

    /// One step.
    ///
    /// @param note why it waits or failed
    private record Row(
            String step,
            String agent,
            int attempts,
            StepStatus status,
            Optional<Instant> startedAt,
            Optional<Instant> endedAt,
            String sandbox,
            String note) {

        static Row of(StepId id, PlannedStep step) {
            return new Row(
                    Text.visible(id.value()),
                    Text.visible(step.agent().reference()),
                    step.retry().attempts(),
                    StepStatus.PENDING,
                    Optional.empty(),
                    Optional.empty(),
                    "",
                    "");
        }

        Row started(Instant at, int attempt, String where) {
            String number = attempt == 1 ? "" : String.format(Locale.ROOT, "attempt %d", attempt);
            return new Row(
                    step,
                    agent,
                    attempts,
                    status,
                    Optional.of(at),
                    Optional.empty(),
                    Text.visible(where),
                    number);
        }

        Row now(StepState state, Instant at) {
            boolean isOver = state.status() != StepStatus.RUNNING && startedAt.isPresent();
            return new Row(
                    step,
                    agent,
                    attempts,
                    state.status(),
                    startedAt,
                    isOver ? endedAt.or(() -> Optional.of(at)) : Optional.empty(),
                    sandbox,
                    state.status() == StepStatus.RUNNING
                            ? note
                            : state.failure().map(why -> note(state, why)).orElse(note));
        }

        private String note(StepState state, Failure failure) {
            return Text.visible(next(state) + failure);
        }

        private String next(StepState state) {
            if (state.isOutcomeUnknown()) {
                return "waits for a person: ";
            }
            return state.status() == StepStatus.WAITING
                    ? "attempt %d of %d: ".formatted(state.tries().counted() + 1, attempts)
                    : "";
        }

        /// How long its last attempt has executed.
        String time(Instant now) {
            return startedAt.map(from -> RunBoard.time(from, endedAt.orElse(now))).orElse("");
        }

        boolean isActive() {
            return status == StepStatus.RUNNING || status == StepStatus.WAITING;
        }

        boolean isFailed() {
            return switch (status) {
                case FAILED, TIMED_OUT, BUDGET_EXHAUSTED -> true;
                case PENDING, RUNNING, WAITING, SUCCEEDED, CANCELLED, SKIPPED -> false;
            };
        }
    }
}
