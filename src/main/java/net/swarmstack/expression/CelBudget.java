package net.swarmstack.expression;

import dev.cel.common.values.CelByteString;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelFunctionOverload;
import dev.cel.runtime.CelFunctionResolver;
import dev.cel.runtime.CelResolvedOverload;
import dev.cel.runtime.RuntimeEquality;
import dev.cel.runtime.RuntimeHelpers;
import dev.cel.runtime.standard.AddOperator.AddOverload;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// What one evaluation may build. CEL bounds iterations and not sizes, and `[s].map(x, x +
/// x).map(x, x + x)…` doubles a text with every 17 characters. All growth goes through `+`, also
/// that of the lists that macros make, so `+` is bound anew for each evaluation and pays for what
/// it makes.
final class CelBudget implements CelFunctionResolver {

    /// The name of the function that [CelEngine] leaves to this class.
    static final String FUNCTION = "_+_";

    /// Characters, and members of lists and maps on every level.
    private static final int MAX_SIZE = 1 << 20;

    private static final List<CelFunctionBinding> ADDITIONS =
            Stream.of(AddOverload.values())
                    .map(overload ->
                            overload.newFunctionBinding(
                                    CelEngine.OPTIONS,
                                    RuntimeEquality.create(
                                            RuntimeHelpers.create(), CelEngine.OPTIONS)))
                    .toList();

    private int left = MAX_SIZE;

    @Override
    public Optional<CelResolvedOverload> findOverloadMatchingArgs(
            String function, Collection<String> overloadIds, Object[] args) {
        return ADDITIONS.stream()
                .filter(binding -> overloadIds.contains(binding.getOverloadId()))
                .filter(binding ->
                        CelFunctionOverload.canHandle(
                                args, binding.getArgTypes(), binding.isStrict()))
                .findFirst()
                .map(this::paid);
    }

    @Override
    public Optional<CelResolvedOverload> findOverloadMatchingArgs(String function, Object[] args) {
        return findOverloadMatchingArgs(
                function, ADDITIONS.stream().map(CelFunctionBinding::getOverloadId).toList(), args);
    }

    private CelResolvedOverload paid(CelFunctionBinding binding) {
        CelFunctionOverload addition =
                args -> {
                    // A list that grows pays for what is added to it; all else is made anew.
                    if (!(args[0] instanceof Collection<?>)) {
                        payFor(args[0]);
                    }
                    payFor(args[1]);
                    return binding.getDefinition().apply(args);
                };
        return CelResolvedOverload.of(
                FUNCTION,
                binding.getOverloadId(),
                addition,
                binding.isStrict(),
                List.copyOf(binding.getArgTypes()));
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
            throw new CelEvaluationException("builds more than 1 MiB");
        }
    }
}
