package io.aiops.config;

import java.time.Instant;
import java.util.Optional;

/**
 * The value of a key as it counts in one context, and where it comes from. Holds no secret.
 *
 * @param key the name of the key
 * @param scope whose value it is; everybody's for a default
 * @param value the value; the text {@code ***} for a secret
 * @param source the layer it comes from
 * @param sourceName where in that layer: a variable, {@code file: key} or {@code database, revision 12}
 * @param revision the revision of the stored value at the most specific scope of the context that the key allows, whether
 *     it counts or not; 0 for none. What a writer of that scope expects
 * @param sensitive whether it is a secret
 * @param stale whether the store did not answer when it was last asked, so that it may have changed
 * @param description what it is for
 * @param updatedBy who changed it, if it comes from the database
 * @param updatedAt when, if it comes from the database
 */
public record ConfigValue(
        String key,
        ConfigScope scope,
        JsonValue value,
        ConfigSource source,
        String sourceName,
        long revision,
        boolean sensitive,
        boolean stale,
        String description,
        Optional<String> updatedBy,
        Optional<Instant> updatedAt) {

    /** What is shown instead of a secret. */
    public static final JsonValue MASK = JsonValue.of("***");

    /** Masks a secret, whatever was handed over. */
    public ConfigValue {
        value = sensitive ? MASK : value;
    }
}
