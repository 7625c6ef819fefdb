package net.swarmstack.cli;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Ctrl-C, SIGTERM and the end of the terminal. A shutdown hook can't do this: once the JVM shuts
/// down it ignores the second signal. The JDK's own signal class can, and is reached by reflection,
/// for the compiler refuses its name.
final class Interrupts {

    private static final List<String> NAMES = List.of("INT", "TERM", "HUP");
    private static final Duration LONGEST_KILL = Duration.ofSeconds(2);
    private static final Duration LONGEST_WORDS = Duration.ofSeconds(1);

    private Interrupts() {}

    /// Runs an action on the first signal, another on the second, each on a thread of the JVM. When
    /// the second has returned, or 2 s later, and the last words are said, the process ends with
    /// 130, whatever else it does; a third signal ends it at once. A signal that the process was
    /// started to ignore stays ignored.
    static void handle(Runnable cancel, Runnable kill, Runnable lastWords) {
        try {
            var signals = new Signals();
            var received = new AtomicInteger();
            signals.handle(() -> {
                if (received.incrementAndGet() == 1) {
                    cancel.run();
                } else {
                    signals.handleByDefault();
                    halt(kill, lastWords);
                }
            });
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this JVM has no sun.misc.Signal", e);
        }
    }

    private static void halt(Runnable kill, Runnable lastWords) throws InterruptedException {
        within(LONGEST_KILL, "kill", kill);
        within(LONGEST_WORDS, "last-words", lastWords); // a terminal may be halted
        Runtime.getRuntime().halt(ExitStatus.INTERRUPTED.number());
    }

    private static void within(Duration time, String name, Runnable work)
            throws InterruptedException {
        Thread.ofPlatform().daemon().name(name).start(work).join(time);
    }

    /// The JDK's own classes.
    private static final class Signals {

        private final Class<?> handler = Class.forName("sun.misc.SignalHandler");
        private final List<Object> signals = new ArrayList<>();
        private final Method handle;

        Signals() throws ReflectiveOperationException {
            Class<?> signal = Class.forName("sun.misc.Signal");
            handle = signal.getMethod("handle", signal, handler);
            for (String name : NAMES) {
                signals.add(signal.getConstructor(String.class).newInstance(name));
            }
        }

        void handle(Action action) throws ReflectiveOperationException {
            set(
                    Proxy.newProxyInstance(
                            handler.getClassLoader(),
                            new Class<?>[] {handler},
                            (proxy, _, _) -> {
                                action.run();
                                return proxy;
                            }));
        }

        void handleByDefault() throws ReflectiveOperationException {
            set(handler.getField("SIG_DFL").get(null));
        }

        private void set(Object newHandler) throws ReflectiveOperationException {
            for (Object signal : signals) {
                handle.invoke(signal, signal, newHandler);
            }
        }
    }

    @FunctionalInterface
    private interface Action {
        void run() throws ReflectiveOperationException, InterruptedException;
    }
}
