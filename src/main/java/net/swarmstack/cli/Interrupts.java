package net.swarmstack.cli;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;

/// Ctrl-C and SIGTERM. A shutdown hook can't do this: once the JVM shuts down it ignores the second
/// signal. The JDK's own signal class can, and is reached by reflection, for the compiler refuses
/// its name.
final class Interrupts {

    private Interrupts() {}

    /// Runs the action on the first signal, on a thread of the JVM. The second ends the process at
    /// once, as if nobody had asked.
    static void onFirst(Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Method handle = signal.getMethod("handle", signal, handler);
            Object theDefault = handler.getField("SIG_DFL").get(null);
            List<Object> signals =
                    List.of(
                            signal.getConstructor(String.class).newInstance("INT"),
                            signal.getConstructor(String.class).newInstance("TERM"));
            Object first =
                    Proxy.newProxyInstance(
                            handler.getClassLoader(),
                            new Class<?>[] {handler},
                            (proxy, _, _) -> {
                                for (Object each : signals) {
                                    handle.invoke(proxy, each, theDefault);
                                }
                                action.run();
                                return proxy;
                            });
            for (Object each : signals) {
                handle.invoke(first, each, first);
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this JVM has no sun.misc.Signal", e);
        }
    }
}
