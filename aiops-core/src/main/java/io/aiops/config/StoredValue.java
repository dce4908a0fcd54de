package io.aiops.config;

import io.aiops.secret.Ciphertext;
import java.util.Optional;

/** A value as it is stored: in clear, or as ciphertext. */
public sealed interface StoredValue {

    /**
     * A value in clear.
     *
     * @param json the value
     */
    record Plain(JsonValue json) implements StoredValue {}

    /**
     * A secret.
     *
     * @param ciphertext the encrypted value
     * @param commitment a salted SHA-256 of it in hexadecimal, which outlives a change of the encryption key
     */
    record Sealed(Ciphertext ciphertext, String commitment) implements StoredValue {}

    /** Whether it is a secret. */
    default boolean isSensitive() {
        return this instanceof Sealed;
    }

    /** The value in clear; empty for a secret. */
    default Optional<JsonValue> plain() {
        return this instanceof Plain clear ? Optional.of(clear.json()) : Optional.empty();
    }
}
