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
        USAGE(Blame.USER),
        /// A definition has problems.
        INVALID_DEFINITION(Blame.USER),
        /// Inputs are not what was declared.
        INVALID_INPUT(Blame.USER),
        /// The thing named does not exist.
        NOT_FOUND(Blame.USER),
        /// It exists already, with another content.
        CONFLICT(Blame.USER),
        /// The user may not do this.
        NOT_AUTHORISED(Blame.USER),
        /// Another process has what is needed.
        BUSY(Blame.RESOURCES),
        /// The disk is full.
        DISK_FULL(Blame.RESOURCES),
        /// The store can't be trusted any more.
        STORE_FAILED(Blame.RESOURCES),
        /// The registry was made by a newer Swarm.
        TOO_NEW(Blame.EXTERNAL),
        /// Something is damaged, missing or set up wrongly on this machine.
        MISCONFIGURED(Blame.EXTERNAL),
        /// A mistake of Swarm's own.
        INTERNAL(Blame.INTERNAL);

        private final Blame blame;

        Code(Blame blame) {
            this.blame = blame;
        }

        public Blame blame() {
            return blame;
        }
    }

    /// Who can mend it.
    public enum Blame {
        USER,
        INTERNAL,
        RESOURCES,
        EXTERNAL
    }
}
