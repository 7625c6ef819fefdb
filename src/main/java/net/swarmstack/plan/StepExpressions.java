package net.swarmstack.plan;

import net.swarmstack.definition.AgentManifest;
import net.swarmstack.definition.StepDefinition;
import net.swarmstack.expression.Condition;
import net.swarmstack.expression.ValueTemplate;
import net.swarmstack.expression.Vocabulary;
import net.swarmstack.model.Problem;
import net.swarmstack.model.StepId;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What of a step is evaluated, parsed and checked.
record StepExpressions(
        StepDefinition step,
        Optional<Condition> condition,
        Optional<ValueTemplate> forEach,
        ValueTemplate inputs) {

    /// @param problems to which what is wrong is added
    static StepExpressions parse(
            StepDefinition step,
            Agents agents,
            Vocabulary vocabulary,
            Templates templates,
            List<Problem> problems) {
        Optional<ValueTemplate> forEach =
                step.forEach().map(list -> templates.parseList(list, "foreach", vocabulary));
        ValueTemplate inputs =
                templates.parse(
                        step.inputs(), forEach.isPresent() ? vocabulary.withItem() : vocabulary);
        agents.of(step).ifPresent(agent -> InputCheck.check(step, agent, inputs, problems));
        Optional<Condition> condition =
                step.condition().flatMap(text -> templates.condition(text, vocabulary));
        return new StepExpressions(step, condition, forEach, inputs);
    }

    Set<StepId> stepsRead() {
        var read = new LinkedHashSet<>(inputs.stepsRead());
        condition.ifPresent(found -> read.addAll(found.stepsRead()));
        forEach.ifPresent(found -> read.addAll(found.stepsRead()));
        return read;
    }

    /// The step with everything resolved.
    PlannedStep planned(Agents.Answer.Known agent, List<StepId> needs, List<StepId> dependents) {
        return new PlannedStep(
                new StepId(step.id().text()),
                agent.pin(),
                agent.manifest(),
                needs,
                dependents,
                condition,
                forEach,
                step.concurrency(),
                inputs,
                timeout(agent.manifest()),
                step.stepTimeout(),
                step.retry(),
                step.continueOnError(),
                step.effects(),
                step.isolation().and(agent.manifest().isolation()));
    }

    private Duration timeout(AgentManifest agent) {
        Duration most = agent.runtime().timeout();
        return step.timeout().filter(wanted -> wanted.compareTo(most) < 0).orElse(most);
    }
}
