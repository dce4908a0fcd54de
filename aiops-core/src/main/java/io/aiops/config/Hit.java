package io.aiops.config;

import java.util.Optional;

/**
 * A value that a layer has.
 *
 * @param source the layer
 * @param scope whose value it is
 * @param name where in the layer
 * @param value the value, a secret of the database as ciphertext
 * @param entry the stored entry, if it comes from the database
 */
record Hit(ConfigSource source, ConfigScope scope, String name, StoredValue value, Optional<ConfigEntry> entry) {

    /** Whether reading both gives the same; of secrets, whether they are the same stored secret. */
    boolean sameValueAs(Hit other) {
        if (value instanceof StoredValue.Sealed sealed && other.value instanceof StoredValue.Sealed another) {
            return sealed.commitment().equals(another.commitment());
        }
        return value.equals(other.value);
    }
}
