package net.swarmstack.cli;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;

/// Ctrl-C, SIGTERM and the end of the terminal. A shutdown hook can't do this: once the JVM shuts
/// down it ignores the second signal. The JDK's own signal class can, and is reached by reflection,
/// for the compiler refuses its name.
final class Interrupts {

    private static final List<String> NAMES = List.of("INT", "TERM", "HUP");

    private Interrupts() {}

    /// Runs the action on the first signal, on a thread of the JVM. The second ends the process at
    /// once, as if nobody had asked. A signal that the process was started to ignore stays ignored.
    static void onFirst(Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Method handle = signal.getMethod("handle", signal, handler);
            Object byDefault = handler.getField("SIG_DFL").get(null);
            List<Object> signals = new ArrayList<>();
            for (String name : NAMES) {
                signals.add(signal.getConstructor(String.class).newInstance(name));
            }
            Object first =
                    Proxy.newProxyInstance(
                            handler.getClassLoader(),
                            new Class<?>[] {handler},
                            (proxy, _, _) -> {
                                for (Object each : signals) {
                                    handle.invoke(proxy, each, byDefault);
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
