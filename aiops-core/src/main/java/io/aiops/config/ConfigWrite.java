package io.aiops.config;

import java.util.Optional;

/**
 * A value that somebody wants to be stored, or to be gone.
 *
 * @param id what it is about
 * @param value the new value; empty to delete it
 * @param expected what must be stored there before
 * @param description what it is for; empty to keep what is said already
 * @param status whether it counts
 * @param secret whether it must be stored as ciphertext even if its key does not ask for it
 */
public record ConfigWrite(
        ConfigId id,
        Optional<JsonValue> value,
        Expectation expected,
        Optional<String> description,
        EntryStatus status,
        boolean secret) {

    /** A value, whatever is stored there before. */
    public static ConfigWrite put(ConfigId id, JsonValue value) {
        return new ConfigWrite(id, Optional.of(value), Expectation.ANY, Optional.empty(), EntryStatus.ACTIVE, false);
    }

    /** Nothing, whatever is stored there before. */
    public static ConfigWrite delete(ConfigId id) {
        return new ConfigWrite(id, Optional.empty(), Expectation.ANY, Optional.empty(), EntryStatus.ACTIVE, false);
    }

    /** The same, refused unless this is so. */
    public ConfigWrite expecting(Expectation before) {
        return new ConfigWrite(id, value, before, description, status, secret);
    }

    /** The same with a description. */
    public ConfigWrite describedAs(String text) {
        return new ConfigWrite(id, value, expected, Optional.of(text), status, secret);
    }

    /** The same with another status. */
    public ConfigWrite as(EntryStatus other) {
        return new ConfigWrite(id, value, expected, description, other, secret);
    }

    /** The same, stored as ciphertext. */
    public ConfigWrite asSecret() {
        return new ConfigWrite(id, value, expected, description, status, true);
    }

    /** Neither value nor description: the value may be a secret. */
    @Override
    public String toString() {
        return (value.isPresent() ? "put " : "delete ") + id;
    }
}
