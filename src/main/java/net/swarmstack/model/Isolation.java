package net.swarmstack.model;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// How well what executes is isolated, weakest first; the words of definitions and commands. It is
/// never lowered in silence.
public enum Isolation {
    /// Own process group, clean environment, time and output limits; nothing else. For trusted
    /// code.
    PROCESS,
    /// Own namespaces, no privileges, only declared files. For careless code.
    NAMESPACE,
    /// Own kernel. For hostile code.
    VM;

    /// The better of two.
    public Isolation and(Isolation other) {
        return compareTo(other) < 0 ? other : this;
    }

    /// The word for it.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// What a word means; empty where it means none.
    public static Optional<Isolation> parse(String text) {
        return Stream.of(values()).filter(level -> level.text().equals(text)).findFirst();
    }
}
