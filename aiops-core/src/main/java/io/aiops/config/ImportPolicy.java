package io.aiops.config;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import java.util.Locale;

/** What an import does with values that are stored already and differ. */
public enum ImportPolicy {
    /** Imports nothing at all. */
    ABORT,
    /** Keeps what is stored. */
    SKIP,
    /** Takes the document's. */
    OVERWRITE;

    /**
     * Reads the word of the REST API.
     *
     * @throws AiOpsException {@code INVALID_REQUEST}
     */
    public static ImportPolicy of(String word) {
        for (ImportPolicy policy : values()) {
            if (policy.name().toLowerCase(Locale.ROOT).equals(word)) {
                return policy;
            }
        }
        throw new AiOpsException(
                ErrorCode.INVALID_REQUEST, "policy must be abort, skip or overwrite, not \"" + Shown.of(word) + "\"");
    }
}
