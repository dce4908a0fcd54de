package io.aiops.config;

/** A listener that is being told. */
public interface ConfigSubscription extends AutoCloseable {

    /** Whether its listener failed so often that it waits for the next change. */
    boolean isParked();

    /**
     * Ends it. Waits for a running call, half a minute at most, unless it is called from inside that call. Idempotent; no call
     * begins afterwards.
     */
    @Override
    void close();
}
