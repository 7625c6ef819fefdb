package net.swarmstack.sandbox;

import net.swarmstack.model.Isolation;

import java.util.Optional;

/// Which drivers may be taken, as configured.
///
/// @param driver the name of the only one, or [#AUTO]
/// @param minimum the weakest level that is accepted of any
public record SandboxPolicy(String driver, Isolation minimum) {

    /// The best that works, and `process` only where a person asks for it.
    public static final String AUTO = "auto";

    /// Nothing configured.
    public static final SandboxPolicy DEFAULT = new SandboxPolicy(AUTO, Isolation.PROCESS);

    boolean isAuto() {
        return driver.equals(AUTO);
    }

    /// Whether a driver may be taken: one that isolates well by itself, any other where a person
    /// names it or asks for its level.
    boolean mayTake(SandboxDriver candidate, Optional<Isolation> asked) {
        boolean isNamed =
                candidate.name().equals(driver) || asked.equals(Optional.of(candidate.level()));
        return isNamed || (isAuto() && candidate.level() != Isolation.PROCESS);
    }
}
