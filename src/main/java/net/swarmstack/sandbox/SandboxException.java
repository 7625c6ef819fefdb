package net.swarmstack.sandbox;

/// A sandbox can't be made, used or removed. The message says which, and how it failed.
public final class SandboxException extends Exception {

    private static final long serialVersionUID = 1L;

    public SandboxException(String message) {
        super(message);
    }

    public SandboxException(String message, Throwable cause) {
        super(message, cause);
    }
}
