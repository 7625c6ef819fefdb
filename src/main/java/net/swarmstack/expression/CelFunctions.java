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

    private static final Set<String> NAMES_OF_UNPAID =
            Set.of("!_", "@not_strictly_false", "_[_]", "dyn", "_-_", "_*_", "_/_", "_%_", "-_");

    /// So many characters are read in the time of one unit.
    private static final int CHARACTERS_OF_A_UNIT = 16;

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
        pay(function, args);
        return function.equals("_+_") && args[0] instanceof List<?> && args[1] instanceof List<?>
                ? Optional.of(CONCATENATION)
                : Optional.ofNullable(PAID.get(function));
    }

    private static List<Object> adopted(List<?> items) {
        return items.stream().map(CelValues::adopted).toList();
    }

    private void pay(String function, Object[] args) {
        switch (function) {
            case "_+_" -> payForSum(args[0], args[1]);
            case "_==_", "_!=_" -> budget.work(Math.min(Weighed.of(args[0]), Weighed.of(args[1])));
            case "@in" -> budget.work(args[1] instanceof Map<?, ?> ? 1 : Weighed.of(args[1]));
            case "contains" -> budget.work(product(args) / 512);
            case "matches" -> budget.work(product(args) / 4);
            default -> {}
        }
        for (Object arg : args) {
            if (arg instanceof CharSequence text) {
                budget.work(text.length() / CHARACTERS_OF_A_UNIT);
            }
        }
    }

    /// A list that only grows pays for what is added to it; all else is made anew.
    private void payForSum(Object first, Object second) {
        if (!(first instanceof CelList list && list.isGrowable())) {
            budget.build(Weighed.of(first));
        }
        budget.build(Weighed.of(second));
    }

    private static long product(Object[] args) {
        return args[0] instanceof CharSequence text && args[1] instanceof CharSequence pattern
                ? (long) text.length() * pattern.length()
                : 0;
    }

    private static Map<String, CelResolvedOverload> paid() {
        var equality = RuntimeEquality.create(RuntimeHelpers.create(), CelEngine.OPTIONS);
        var paid = new HashMap<String, CelResolvedOverload>();
        Set<String> names =
                Stream.of(CelStandardDeclarations.StandardFunction.values())
                        .map(function -> function.functionDecl().name())
                        .filter(name -> !NAMES_OF_UNPAID.contains(name))
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
                "matches",
                CelResolvedOverload.of(
                        "matches",
                        "matches_string",
                        args -> matches((String) args[0], (String) args[1]),
                        true,
                        String.class,
                        String.class));
        return Map.copyOf(paid);
    }

    private static CelResolvedOverload overload(String name, CelFunctionBinding binding) {
        return CelResolvedOverload.of(
                name, name, binding.getDefinition(), binding.isStrict(), binding.getArgTypes());
    }

    /// CEL's own would look at the size of a pattern only once it is compiled.
    private static boolean matches(String text, String pattern) throws CelEvaluationException {
        try {
            PatternBounds.check(pattern);
            return Pattern.compile(pattern).matcher(text).find();
        } catch (IllegalArgumentException | PatternSyntaxException e) {
            throw new CelEvaluationException(String.valueOf(e.getMessage()), e);
        }
    }
}
