package net.swarmstack.expression;

/// An expression can't be taken, or gives no value; the reason is for people.
final class ExpressionException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String reason;

    ExpressionException(String reason) {
        super(reason);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }
}
