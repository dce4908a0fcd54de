package io.aiops.app.database;

/** The embedded database cannot be started; the message says why and what to do. */
public final class DatabaseStartException extends RuntimeException {

    /** A reason in words. */
    public DatabaseStartException(String message) {
        super(message);
    }

    /** A reason in words, and what led to it. */
    public DatabaseStartException(String message, Throwable cause) {
        super(message, cause);
    }
}
