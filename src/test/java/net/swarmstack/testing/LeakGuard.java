package net.swarmstack.testing;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/// Fails the tests that leave a process, a mount, a sandbox in a root or its cgroup: each class,
/// and where sandboxes are what is tested, each test. It is there for all, by `META-INF/services`.
public final class LeakGuard
        implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {

    private static final Namespace NAMESPACE = Namespace.create(LeakGuard.class);

    /// For what ends a moment later than its test, as a worker does that finds nothing more to do.
    private static final int PATIENCE_MILLIS = 10_000;

    /// The parameter of JUnit for another number.
    static final String PATIENCE = "swarm.leaks.patience_millis";

    private static final long PAUSE_NANOS = 10_000_000;

    /// What was there before.
    private record Before(Set<String> known) {}

    @Override
    public void beforeAll(ExtensionContext context) {
        remember(context);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        if (looksAfterEach(context)) {
            remember(context);
        }
    }

    /// Looking takes some 10 ms.
    private static boolean looksAfterEach(ExtensionContext context) {
        Class<?> tests = context.getRequiredTestClass();
        return tests.getSimpleName().endsWith("IT")
                || tests.getPackageName().startsWith("net.swarmstack.sandbox")
                || tests.getPackageName().startsWith("net.swarmstack.step");
    }

    private static void remember(ExtensionContext context) {
        Set<String> known = ConcurrentHashMap.newKeySet();
        known.addAll(Traces.find().keySet());
        context.getStore(NAMESPACE).put(Before.class, new Before(known));
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (!looksAfterEach(context)) {
            return;
        }
        Map<String, String> left = awaitNone(context);
        context.getParent() // the class does not tell it again
                .map(parent -> parent.getStore(NAMESPACE).get(Before.class, Before.class))
                .ifPresent(before -> before.known.addAll(left.keySet()));
        fail(left);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        fail(awaitNone(context));
    }

    private static Map<String, String> awaitNone(ExtensionContext context) {
        Before before = context.getStore(NAMESPACE).get(Before.class, Before.class);
        int millis =
                context.getConfigurationParameter(PATIENCE, Integer::valueOf)
                        .orElse(PATIENCE_MILLIS);
        long end = System.nanoTime() + Duration.ofMillis(millis).toNanos();
        Map<String, String> left = left(before);
        while (!left.isEmpty() && System.nanoTime() < end) {
            LockSupport.parkNanos(PAUSE_NANOS);
            left = left(before);
        }
        return left;
    }

    private static Map<String, String> left(Before before) {
        Map<String, String> left = Traces.find();
        left.keySet().removeAll(before.known);
        return left;
    }

    private static void fail(Map<String, String> left) {
        if (!left.isEmpty()) {
            throw new AssertionError("left behind:\n  " + String.join("\n  ", left.values()));
        }
    }
}
