package net.swarmstack.model;

import java.util.List;
import java.util.stream.Collectors;

/// A command or request can't be carried out. The message says what failed, which thing, and what
/// to do; it is shown to people as it is.
public final class SwarmException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final int MAX_PROBLEMS_SHOWN = 100;

    private final Code code;

    public SwarmException(Code code, String message) {
        super(message);
        this.code = code;
    }

    public SwarmException(Code code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /// The refusal of a file with problems, one line each; of many the first hundred.
    public static SwarmException invalid(List<Problem> problems) {
        String lines =
                problems.stream()
                        .limit(MAX_PROBLEMS_SHOWN)
                        .map(Problem::toString)
                        .collect(Collectors.joining("\n"));
        int rest = problems.size() - MAX_PROBLEMS_SHOWN;
        return new SwarmException(
                Code.INVALID_DEFINITION,
                rest > 0 ? lines + "\n… and " + rest + " more problems" : lines);
    }

    public Code code() {
        return code;
    }

    /// What kind of refusal; decides the exit status and, later, the HTTP status.
    public enum Code {
        /// The command line is wrong.
        USAGE,
        /// A definition has problems.
        INVALID_DEFINITION,
        /// Inputs are not what was declared.
        INVALID_INPUT,
        /// The thing named does not exist.
        NOT_FOUND,
        /// It exists already, with another content.
        CONFLICT,
        /// The user may not do this.
        NOT_AUTHORISED,
        /// Another process has what is needed.
        BUSY,
        /// What this process did until now is another's by now.
        NOT_OWNER,
        /// The disk is full.
        DISK_FULL,
        /// The store can't be trusted any more.
        STORE_FAILED,
        /// The registry was made by a newer Swarm.
        TOO_NEW,
        /// Something is damaged, missing or set up wrongly on this machine.
        MISCONFIGURED,
        /// A mistake of Swarm's own.
        INTERNAL;

        /// Whether the same may work later, and nothing of it was written.
        public boolean isForNow() {
            return switch (this) {
                case DISK_FULL, BUSY -> true;
                case USAGE,
                        INVALID_DEFINITION,
                        INVALID_INPUT,
                        NOT_FOUND,
                        CONFLICT,
                        NOT_AUTHORISED,
                        NOT_OWNER,
                        STORE_FAILED,
                        TOO_NEW,
                        MISCONFIGURED,
                        INTERNAL ->
                        false;
            };
        }
    }
}
