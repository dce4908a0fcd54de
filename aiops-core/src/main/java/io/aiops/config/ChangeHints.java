package io.aiops.config;

/**
 * Tells other programs that the store has changed, and hears of it. A hint may be lost, late or wrong: it only shortens the
 * wait for the next look at the store, and carries no values.
 */
public interface ChangeHints extends AutoCloseable {

    /** Its name, for health. */
    String name();

    /**
     * Begins to listen.
     *
     * @param wake called, on a thread of the hints, whenever something may have changed: on a message, and whenever the
     *     connection was made anew; must be fast
     */
    void start(Runnable wake);

    /** Tells others about a commit; never waits long and never throws. */
    void announce(StorePosition position);

    /** Whether it hears now. */
    boolean isConnected();

    /** Stops listening; waits for its thread, a few seconds at most. Idempotent. */
    @Override
    void close();
}
