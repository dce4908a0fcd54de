package io.aiops.config;

import io.aiops.error.AiOpsException;
import java.util.Optional;

/** The configuration as one context sees it, always the present one. Thread-safe; a read takes no lock and allocates nothing. */
public interface ConfigView {

    /** For whom. */
    ConfigContext context();

    /**
     * The value of a key.
     *
     * @throws AiOpsException {@code CONFIG_NOT_FOUND} saying what would set it; {@code SECRET_UNREADABLE};
     *     {@code INVALID_CONFIG_VALUE} if a key that is not declared asks for another type than the value's;
     *     {@code DATABASE_UNAVAILABLE} if the store has not answered since the start and nobody else has a value
     */
    <T> T get(ConfigKey<T> key);

    /**
     * The value of a key; empty if nobody sets it and it has no default.
     *
     * @throws AiOpsException {@code SECRET_UNREADABLE}, {@code INVALID_CONFIG_VALUE}, {@code DATABASE_UNAVAILABLE}
     */
    <T> Optional<T> find(ConfigKey<T> key);

    /** The value of a key, for code that reads it very often. */
    <T> ConfigHandle<T> handle(ConfigKey<T> key);
}
