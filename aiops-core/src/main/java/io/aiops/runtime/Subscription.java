package io.aiops.runtime;

/** A listener's registration; closing it ends the calls and returns at once. */
@FunctionalInterface
public interface Subscription extends AutoCloseable {

    /** Ends the calls. A call already under way is finished. Idempotent. */
    @Override
    void close();
}
