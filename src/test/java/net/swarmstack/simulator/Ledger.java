package net.swarmstack.simulator;

import net.swarmstack.engine.Attempt;
import net.swarmstack.engine.RunListener;
import net.swarmstack.engine.Transition;
import net.swarmstack.engine.core.StepState;
import net.swarmstack.model.Payload;
import net.swarmstack.model.RecordedEvent;
import net.swarmstack.model.RunEvent.AttemptStarted;
import net.swarmstack.model.RunEvent.RunAccepted;
import net.swarmstack.model.RunId;
import net.swarmstack.model.StepExecutionId;
import net.swarmstack.model.StepId;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/// All that is durable, in whatever store. Whoever acts upon something is asked here whether it is.
final class Ledger {

    private final Workflows workflows;
    private final Findings findings;
    private final Map<RunId, RunRecord> runs = new LinkedHashMap<>();
    private final Map<StepExecutionId, KeyHolder> holders = new HashMap<>();
    private final Map<KeyHolder, StepExecutionId> keys = new HashMap<>();
    private final List<Consumer<RunRecord>> watchers = new ArrayList<>();

    Ledger(Workflows workflows, Findings findings) {
        this.workflows = workflows;
        this.findings = findings;
    }

    /// Who a key is for.
    private record KeyHolder(RunId keys, StepId step) {}

    Workflows workflows() {
        return workflows;
    }

    /// Told after each transaction.
    void watch(Consumer<RunRecord> watcher) {
        watchers.add(watcher);
    }

    Collection<RunRecord> runs() {
        return runs.values();
    }

    Optional<RunRecord> run(RunId run) {
        return Optional.ofNullable(runs.get(run));
    }

    /// How many events there are.
    int events() {
        return runs.values().stream().mapToInt(run -> run.events().size()).sum();
    }

    /// The transaction is in the store.
    void durable(RunId id, List<Transition> transitions) {
        if (transitions.getFirst().event().event() instanceof RunAccepted accepted) {
            runs.computeIfAbsent(
                    id,
                    _ ->
                            new RunRecord(
                                    id,
                                    accepted,
                                    workflows.byId(accepted.workflow().workflowId()),
                                    findings));
        }
        RunRecord run = run(id).orElseThrow();
        for (Transition transition : transitions) {
            findings.tell(() -> id + " " + transition.event().seq() + " " + shown(transition));
            run.durable(transition);
        }
        watchers.forEach(watcher -> watcher.accept(run));
    }

    private static String shown(Transition transition) {
        String event = transition.event().event().toString();
        return event.substring(0, Math.min(160, event.length()));
    }

    /// Somebody was told that it is so.
    void acknowledged(RunId run, Function<RunRecord, Boolean> what, String otherwise) {
        findings.unless(
                run(run).map(what).orElse(false),
                Promise.WHAT_IS_ACKNOWLEDGED_IS_DURABLE,
                () -> run + " " + otherwise);
    }

    /// Hears the transitions of one run, in one process.
    RunListener listener() {
        return new RunListener() {

            private long heard;

            @Override
            public void onTransition(Transition transition) {
                RecordedEvent event = transition.event();
                boolean isDurable =
                        run(event.run())
                                .filter(run -> run.events().size() >= event.seq())
                                .filter(run ->
                                        run.events().get((int) event.seq() - 1).equals(event))
                                .isPresent();
                findings.unless(
                        isDurable && (heard == 0 || event.seq() == heard + 1),
                        Promise.LISTENERS_HEAR_WHAT_IS_DURABLE,
                        () -> "event %s after event %d".formatted(event, heard));
                heard = event.seq();
            }
        };
    }

    /// A sandbox is made for an attempt.
    ///
    /// @param load gives the value of a payload
    void starts(Attempt attempt, Function<Payload, JsonNode> load) {
        Optional<RunRecord> run = run(attempt.run());
        boolean isDurable =
                run.filter(known -> known.step(attempt.step()).isExecuting(attempt.number()))
                        .filter(known -> isSandbox(known, attempt))
                        .isPresent();
        findings.unless(
                isDurable,
                Promise.ATTEMPT_IS_DURABLE_BEFORE_IT_STARTS,
                () -> attempt.sandboxId() + " starts");
        if (isDurable) {
            checkInputs(run.get(), attempt, load);
            checkKey(run.get(), attempt);
        }
    }

    private static boolean isSandbox(RunRecord run, Attempt attempt) {
        return run.events().reversed().stream()
                .filter(event ->
                        event.event() instanceof AttemptStarted started
                                && started.step().equals(attempt.step()))
                .findFirst()
                .filter(event ->
                        event.event() instanceof AttemptStarted started
                                && started.sandboxId().equals(attempt.sandboxId()))
                .isPresent();
    }

    private void checkInputs(RunRecord run, Attempt attempt, Function<Payload, JsonNode> load) {
        for (StepId need : run.plan().step(attempt.step()).needs()) {
            JsonNode given = attempt.inputs().path(need.value());
            boolean isWhatItGave =
                    run.step(need)
                            .outputs()
                            .map(outputs -> load.apply(outputs).equals(given))
                            .orElse(given.isNull());
            findings.unless(
                    isWhatItGave,
                    Promise.INPUTS_ARE_DURABLE_OUTPUTS,
                    () -> attempt.sandboxId() + " is given of " + need + " " + given);
        }
        StepState state = run.state().step(attempt.step());
        findings.unless(
                state.remains().checkpoint().map(load).equals(attempt.checkpoint()),
                Promise.INPUTS_ARE_DURABLE_OUTPUTS,
                () -> attempt.sandboxId() + " is given the checkpoint " + attempt.checkpoint());
    }

    private void checkKey(RunRecord run, Attempt attempt) {
        var holder = new KeyHolder(run.keys(), attempt.step());
        StepExecutionId key = attempt.execution();
        findings.unless(
                keys.computeIfAbsent(holder, _ -> key).equals(key)
                        && holders.computeIfAbsent(key, _ -> holder).equals(holder),
                Promise.STEP_EXECUTION_HAS_ONE_KEY,
                () -> attempt.sandboxId() + " has the key " + key);
    }
}
