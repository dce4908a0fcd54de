package io.aiops.config;

import io.aiops.error.AiOpsException;
import java.util.Optional;

/**
 * The value of one key in one context, always the present one, for code that reads it very often. Thread-safe; a read takes
 * no lock and allocates nothing while nothing changes.
 *
 * @param <T> what it is read as
 */
public interface ConfigHandle<T> {

    /** Its key. */
    ConfigKey<T> key();

    /**
     * The present value.
     *
     * @throws AiOpsException {@code CONFIG_NOT_FOUND}, {@code SECRET_UNREADABLE}, {@code DATABASE_UNAVAILABLE} if the store
     *     has not answered since the start and nobody else has a value
     */
    T get();

    /**
     * The present value; empty if nobody sets it and it has no default.
     *
     * @throws AiOpsException {@code SECRET_UNREADABLE}, {@code DATABASE_UNAVAILABLE}
     */
    Optional<T> find();
}
