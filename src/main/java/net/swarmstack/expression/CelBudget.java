package net.swarmstack.expression;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

import dev.cel.common.values.CelByteString;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelFunctionOverload;
import dev.cel.runtime.CelFunctionResolver;
import dev.cel.runtime.CelResolvedOverload;
import dev.cel.runtime.RuntimeEquality;
import dev.cel.runtime.RuntimeHelpers;
import dev.cel.runtime.standard.AddOperator.AddOverload;

import net.swarmstack.model.PatternBounds;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// What one evaluation may build and search. CEL bounds iterations and not sizes: a chain of
/// `.map(x, x + x)` doubles a text at each link. All growth goes through `+`, also that of the
/// lists that macros make, so `+` is bound anew for each evaluation and pays for what it makes.
/// `matches` pays for the text it searches.
final class CelBudget implements CelFunctionResolver {

    /// The functions that [CelEngine] leaves to this class.
    static final List<String> FUNCTIONS = List.of("_+_", "matches");

    /// Characters, and members of lists and maps on every level.
    private static final int MAX_SIZE = 1 << 20;

    /// How many characters searched cost as much as one that is made.
    private static final int CHARACTERS_SEARCHED = 16;

    private static final List<CelResolvedOverload> ADDITIONS =
            Stream.of(AddOverload.values()).map(CelBudget::addition).toList();

    private static final CelResolvedOverload MATCH =
            CelResolvedOverload.of(
                    "matches",
                    "matches_string",
                    args -> matches((String) args[0], (String) args[1]),
                    true,
                    String.class,
                    String.class);

    private int left = MAX_SIZE;

    @Override
    public Optional<CelResolvedOverload> findOverloadMatchingArgs(
            String function, Collection<String> overloadIds, Object[] args)
            throws CelEvaluationException {
        return findOverloadMatchingArgs(function, args);
    }

    @Override
    public Optional<CelResolvedOverload> findOverloadMatchingArgs(String function, Object[] args)
            throws CelEvaluationException {
        if (function.equals(MATCH.getFunctionName())) {
            if (args[0] instanceof String text) {
                pay(1 + text.length() / CHARACTERS_SEARCHED);
            }
            return Optional.of(MATCH).filter(match -> fits(match, args));
        }
        // A list that grows pays for what is added to it; all else is made anew.
        if (!(args[0] instanceof Collection<?>)) {
            payFor(args[0]);
        }
        payFor(args[1]);
        return ADDITIONS.stream().filter(addition -> fits(addition, args)).findFirst();
    }

    private static CelResolvedOverload addition(AddOverload overload) {
        CelFunctionBinding binding =
                overload.newFunctionBinding(
                        CelEngine.OPTIONS,
                        RuntimeEquality.create(RuntimeHelpers.create(), CelEngine.OPTIONS));
        return CelResolvedOverload.of(
                "_+_",
                binding.getOverloadId(),
                binding.getDefinition(),
                binding.isStrict(),
                List.copyOf(binding.getArgTypes()));
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

    private static boolean fits(CelResolvedOverload overload, Object[] args) {
        return CelFunctionOverload.canHandle(
                args, overload.getParameterTypes(), overload.isStrict());
    }

    private void payFor(Object value) throws CelEvaluationException {
        switch (value) {
            case CharSequence text -> pay(text.length());
            case CelByteString bytes -> pay(bytes.size());
            case Collection<?> items -> {
                for (Object item : items) {
                    pay(1);
                    payFor(item);
                }
            }
            case Map<?, ?> map -> {
                for (Map.Entry<?, ?> member : map.entrySet()) {
                    payFor(member.getKey());
                    payFor(member.getValue());
                }
            }
            default -> pay(1);
        }
    }

    private void pay(int size) throws CelEvaluationException {
        left -= Math.min(size, MAX_SIZE);
        if (left < 0) {
            left = -1;
            throw new CelEvaluationException("builds or searches more than 1 MiB");
        }
    }
}
