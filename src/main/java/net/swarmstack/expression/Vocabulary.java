package net.swarmstack.expression;

import net.swarmstack.expression.ValueType.ListOf;
import net.swarmstack.expression.ValueType.ObjectOf;
import net.swarmstack.expression.ValueType.Scalar;

import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What the expressions of one place in a definition can read, and what is known of it. The only
/// place that knows the names of roots and of what Swarm itself puts below them.
public final class Vocabulary {

    static final String TRIGGER = "trigger";
    static final String CONFIG = "config";
    static final String STEPS = "steps";
    static final String OUTPUTS = "outputs";
    static final String ERROR = "error";
    static final String VARIABLES = "variables";
    static final String ITEM = "item";
    static final String INDEX = "index";

    /// Every root that there is somewhere.
    static final List<String> ROOTS =
            List.of(TRIGGER, STEPS, VARIABLES, "run", CONFIG, ITEM, INDEX, ERROR);

    private static final ValueType RUN = texts("id", "workflow", "version", "started_at");
    private static final ValueType ERROR_OF_RUN = texts("message", "step", "type");
    private static final ValueType ERROR_OF_STEP = texts("message", "type");
    private static final ValueType ARTIFACTS = new ListOf(artifact());

    private final Map<String, ValueType> roots;
    private final ValueType trigger;
    private final Map<String, ValueType> outputsOfSteps;
    private final Optional<Set<String>> variables;

    private Vocabulary(
            Set<String> rootsThere,
            ValueType trigger,
            Map<String, ValueType> outputsOfSteps,
            Optional<Set<String>> variables) {
        this.trigger = trigger;
        this.outputsOfSteps = Collections.unmodifiableMap(new LinkedHashMap<>(outputsOfSteps));
        this.variables = variables;
        this.roots = new LinkedHashMap<>();
        for (String root : ROOTS) {
            if (rootsThere.contains(root)) {
                roots.put(root, typeOfRoot(root));
            }
        }
    }

    /// For the workflow's own `variables`: `trigger`, `config` and `run`.
    ///
    /// @param trigger what the data of a trigger is
    public static Vocabulary ofVariables(ValueType trigger) {
        return new Vocabulary(Set.of(TRIGGER, CONFIG, "run"), trigger, Map.of(), Optional.empty());
    }

    /// For what a step evaluates, and for the workflow's `outputs`.
    ///
    /// @param trigger what the data of a trigger is
    /// @param outputs by the ids that may follow `steps`, what the outputs of the step are: an
    ///   object, with its properties where they are declared
    /// @param variables the names that may follow `variables`, in the order of messages; empty
    ///   where they are not known
    public static Vocabulary ofSteps(
            ValueType trigger, Map<String, ValueType> outputs, Optional<Set<String>> variables) {
        return new Vocabulary(
                Set.of(TRIGGER, CONFIG, STEPS, VARIABLES, "run"), trigger, outputs, variables);
    }

    /// The same, and `error`: for handlers of a run's end.
    public Vocabulary withError() {
        return with(ERROR);
    }

    /// The same, and `item` and `index`: for what is evaluated for each item of a list.
    public Vocabulary withItem() {
        return with(ITEM, INDEX);
    }

    private Vocabulary with(String... more) {
        var there = new HashSet<>(roots.keySet());
        there.addAll(List.of(more));
        return new Vocabulary(there, trigger, outputsOfSteps, variables);
    }

    /// The ids that may follow `steps`, each with what its outputs are.
    public Map<String, ValueType> steps() {
        return outputsOfSteps;
    }

    /// Whether it is known that nothing may follow `variables`.
    boolean hasNoVariables() {
        return variables.filter(Set::isEmpty).isPresent();
    }

    /// The first names, in the order of messages.
    Set<String> roots() {
        return Collections.unmodifiableSet(roots.keySet());
    }

    /// What a first name stands for, where there is one of this name here.
    Optional<ValueType> root(String name) {
        return Optional.ofNullable(roots.get(name));
    }

    private ValueType typeOfRoot(String root) {
        return switch (root) {
            case TRIGGER -> trigger;
            case STEPS -> {
                var steps = new LinkedHashMap<String, ValueType>();
                outputsOfSteps.forEach((id, outputs) -> steps.put(id, step(outputs)));
                yield new ObjectOf(steps);
            }
            case VARIABLES -> {
                var declared = new LinkedHashMap<String, ValueType>();
                variables.ifPresent(names -> names.forEach(n -> declared.put(n, Scalar.ANY)));
                yield new ObjectOf(declared);
            }
            case "run" -> RUN;
            case INDEX -> Scalar.INTEGER;
            case ERROR -> ERROR_OF_RUN;
            default -> Scalar.ANY;
        };
    }

    private static ValueType step(ValueType outputs) {
        var members = new LinkedHashMap<String, ValueType>();
        members.put(OUTPUTS, outputs);
        members.put("status", Scalar.STRING);
        members.put(ERROR, ERROR_OF_STEP);
        members.put("artifacts", ARTIFACTS);
        return new ObjectOf(members);
    }

    private static ValueType artifact() {
        var members = new LinkedHashMap<String, ValueType>();
        members.put("name", Scalar.STRING);
        members.put("size", Scalar.INTEGER);
        members.put("sha256", Scalar.STRING);
        return new ObjectOf(members);
    }

    private static ValueType texts(String... names) {
        var members = new LinkedHashMap<String, ValueType>();
        for (String name : names) {
            members.put(name, Scalar.STRING);
        }
        return new ObjectOf(members);
    }
}
