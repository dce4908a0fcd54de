package io.aiops.config;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import java.nio.charset.StandardCharsets;

/**
 * How much a store takes.
 *
 * @param valueBytes the most bytes of a value as JSON text
 * @param descriptionCharacters the most characters of a description
 * @param entriesPerScope the most values of one service, one person or the system
 */
public record StoreLimits(int valueBytes, int descriptionCharacters, int entriesPerScope) {

    /** 256 KiB a value, 4,000 characters a description, 10,000 values a scope. */
    public static final StoreLimits DEFAULT = new StoreLimits(256 * 1024, 4000, 10_000);

    /** What an envelope adds to the secret in it: salt, head, key id, iv and tag. */
    private static final int ENVELOPE = 128;

    /** Checks that every limit lets something through. */
    public StoreLimits {
        if (valueBytes < 1 || descriptionCharacters < 0 || entriesPerScope < 1) {
            throw new IllegalArgumentException("a store must take something");
        }
    }

    /**
     * Looks at the size of what is to be stored.
     *
     * @throws AiOpsException {@code INVALID_CONFIG_VALUE}
     */
    public void check(ConfigId id, EntryChange.AfterImage after) {
        int size;
        int most;
        if (after.value() instanceof StoredValue.Sealed secret) {
            size = secret.ciphertext().envelope().length;
            most = valueBytes + ENVELOPE;
        } else {
            size = after.value()
                    .plain()
                    .map(json -> json.text().getBytes(StandardCharsets.UTF_8).length)
                    .orElse(0);
            most = valueBytes;
        }
        if (size > most) {
            throw refused(id, "the value of " + id + " has " + size + " bytes; at most " + most + " can be stored");
        }
        if (after.description().length() > descriptionCharacters) {
            throw refused(
                    id,
                    "the description of " + id + " has " + after.description().length() + " characters; at most "
                            + descriptionCharacters + " can be stored");
        }
    }

    /**
     * Looks at how many values a scope would have.
     *
     * @throws AiOpsException {@code INVALID_CONFIG_VALUE}
     */
    public void checkEntries(ConfigScope scope, long entries) {
        if (entries > entriesPerScope) {
            throw new AiOpsException(
                    ErrorCode.INVALID_CONFIG_VALUE,
                    scope + " would have more than " + entriesPerScope + " configuration values; delete some first");
        }
    }

    private static AiOpsException refused(ConfigId id, String why) {
        return new AiOpsException(ErrorCode.INVALID_CONFIG_VALUE, why).with("key", id.key());
    }
}
