package net.swarmstack.expression;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

import dev.cel.checker.CelStandardDeclarations;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelFunctionResolver;
import dev.cel.runtime.CelResolvedOverload;
import dev.cel.runtime.CelStandardFunctions;
import dev.cel.runtime.CelStandardFunctions.StandardFunction;
import dev.cel.runtime.RuntimeEquality;
import dev.cel.runtime.RuntimeHelpers;
import dev.cel.runtime.standard.CelStandardFunction;

import net.swarmstack.model.PatternBounds;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// CEL's own functions, bound anew for each evaluation: before one is called it pays into the
/// budget for what it will read and make.
final class CelFunctions implements CelFunctionResolver {

    /// What costs the same whatever it is given, and what can't be bound late.
    static final List<StandardFunction> UNPAID =
            List.of(
                    StandardFunction.LOGICAL_NOT,
                    StandardFunction.NOT_STRICTLY_FALSE,
                    StandardFunction.INDEX,
                    StandardFunction.DYN,
                    StandardFunction.SUBTRACT,
                    StandardFunction.MULTIPLY,
                    StandardFunction.DIVIDE,
                    StandardFunction.MODULO,
                    StandardFunction.NEGATE);

    private static final int WORK_OF_A_CONVERSION = 20;
    private static final int WORK_WITH_TIMES = 200;

    /// So many characters are read, or compared in a search, in the time of one unit.
    private static final int CHARACTERS_OF_A_UNIT = 32;

    private static final int WORK_TO_COMPILE_AN_INSTRUCTION = 100;
    private static final int WORK_TO_TRY_AN_INSTRUCTION = 2;

    /// What has no cost of its own but that of the texts and values that it reads.
    private static final Set<String> OPERATORS =
            Set.of(
                    "_+_",
                    "_==_",
                    "_!=_",
                    "_<_",
                    "_<=_",
                    "_>_",
                    "_>=_",
                    "@in",
                    "size",
                    "contains",
                    "startsWith",
                    "endsWith",
                    "matches",
                    CelTree.OWN);

    private static final Set<String> CONVERSIONS =
            Set.of("string", "bytes", "int", "uint", "double", "bool");

    private static final Map<String, CelResolvedOverload> PAID = paid();

    private static final CelResolvedOverload CONCATENATION =
            CelResolvedOverload.of(
                    "_+_",
                    "add_list",
                    args -> ((CelList) CelValues.adopted(args[0])).plus(adopted((List<?>) args[1])),
                    true,
                    List.class,
                    List.class);

    private final CelBudget budget;
    private final Map<String, Pattern> patterns = new HashMap<>();

    @SuppressWarnings("Immutable") // bound for one evaluation, which is one thread's
    private final CelResolvedOverload match =
            CelResolvedOverload.of(
                    "matches",
                    "matches_string",
                    args -> matches((String) args[0], (String) args[1]),
                    true,
                    String.class,
                    String.class);

    CelFunctions(CelBudget budget) {
        this.budget = budget;
    }

    /// The functions that are left to this class.
    static Set<String> names() {
        return PAID.keySet();
    }

    @Override
    public Optional<CelResolvedOverload> findOverloadMatchingArgs(
            String function, Collection<String> overloadIds, Object[] args)
            throws CelEvaluationException {
        return findOverloadMatchingArgs(function, args);
    }

    @Override
    public Optional<CelResolvedOverload> findOverloadMatchingArgs(String function, Object[] args)
            throws CelEvaluationException {
        boolean isOperator = OPERATORS.contains(function);
        if (!isOperator) {
            budget.work(CONVERSIONS.contains(function) ? WORK_OF_A_CONVERSION : WORK_WITH_TIMES);
        }
        for (Object arg : args) {
            if (arg instanceof CharSequence text) {
                budget.work(text.length() / (isOperator ? CHARACTERS_OF_A_UNIT : 1));
            }
        }
        switch (function) {
            case "_+_" -> payForSum(args[0], args[1]);
            case "_==_", "_!=_" -> budget.work(Math.min(Weighed.of(args[0]), Weighed.of(args[1])));
            case "@in" -> budget.work(args[1] instanceof Map<?, ?> ? 1 : 2 * Weighed.of(args[1]));
            case "contains" -> payForSearch(args);
            default -> {}
        }
        return Optional.ofNullable(
                switch (function) {
                    case "matches" -> match;
                    case "_+_" -> isOfLists(args) ? CONCATENATION : PAID.get(function);
                    default -> PAID.get(function);
                });
    }

    private static boolean isOfLists(Object[] args) {
        return args[0] instanceof List<?> && args[1] instanceof List<?>;
    }

    private static List<Object> adopted(List<?> items) {
        return items.stream().map(CelValues::adopted).toList();
    }

    /// A list that only grows pays for what is added to it; all else is made anew.
    private void payForSum(Object first, Object second) {
        if (!(first instanceof CelList list && list.isGrowable())) {
            budget.build(Weighed.of(first));
        }
        budget.build(Weighed.of(second));
    }

    /// At worst each character is compared with each of what is searched for.
    private void payForSearch(Object[] args) {
        if (args[0] instanceof CharSequence text && args[1] instanceof CharSequence part) {
            budget.work((long) text.length() * part.length() / CHARACTERS_OF_A_UNIT);
        }
    }

    private static Map<String, CelResolvedOverload> paid() {
        var equality = RuntimeEquality.create(RuntimeHelpers.create(), CelEngine.OPTIONS);
        var paid = new HashMap<String, CelResolvedOverload>();
        Set<String> unpaid = UNPAID.stream().map(Enum::name).collect(Collectors.toSet());
        Set<String> names =
                Stream.of(CelStandardDeclarations.StandardFunction.values())
                        .filter(function -> !unpaid.contains(function.name()))
                        .map(function -> function.functionDecl().name())
                        .collect(Collectors.toSet());
        for (CelStandardFunction function : CelStandardFunctions.ALL_STANDARD_FUNCTIONS) {
            for (CelFunctionBinding binding :
                    function.newFunctionBindings(CelEngine.OPTIONS, equality)) {
                // Beside one for each overload there is one that finds the overload.
                String name = binding.getOverloadId();
                if (names.contains(name)) {
                    paid.put(name, overload(name, binding));
                }
            }
        }
        paid.put(
                CelTree.OWN,
                CelResolvedOverload.of(
                        CelTree.OWN, CelTree.OWN, args -> range(args[0]), true, Object.class));
        return Map.copyOf(paid);
    }

    /// What a loop goes over. CEL's own words for what it can't go over name a class.
    private static Object range(Object value) throws CelEvaluationException {
        if (value instanceof Collection<?> || value instanceof Map<?, ?>) {
            return CelValues.adopted(value);
        }
        throw new CelEvaluationException(
                value.equals(CelValues.NULL) ? CelFailure.NULL_RANGE : CelFailure.NO_RANGE);
    }

    private static CelResolvedOverload overload(String name, CelFunctionBinding binding) {
        return CelResolvedOverload.of(
                name, name, binding.getDefinition(), binding.isStrict(), binding.getArgTypes());
    }

    /// CEL's own would look at the size of a pattern only once it is compiled, and compile it each
    /// time.
    private boolean matches(String text, String pattern) throws CelEvaluationException {
        try {
            int size = PatternBounds.check(pattern);
            if (!patterns.containsKey(pattern)) {
                budget.work(
                        (long) WORK_TO_COMPILE_AN_INSTRUCTION * Math.max(size, pattern.length()));
                patterns.put(pattern, Pattern.compile(pattern));
            }
            budget.work((long) WORK_TO_TRY_AN_INSTRUCTION * size * text.length());
            return patterns.get(pattern).matcher(text).find();
        } catch (IllegalArgumentException | PatternSyntaxException e) {
            throw new CelEvaluationException(String.valueOf(e.getMessage()), e);
        }
    }
}
