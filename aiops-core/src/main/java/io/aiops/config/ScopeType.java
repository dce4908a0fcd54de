package io.aiops.config;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import java.util.Locale;

/** What a configuration value is about. */
public enum ScopeType {
    /** Everybody. */
    SYSTEM,
    /** One service. */
    SERVICE,
    /** One person's preferences. */
    USER;

    /** The word used in the database and the REST API. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads the word.
     *
     * @throws AiOpsException {@code INVALID_REQUEST}
     */
    public static ScopeType of(String word) {
        for (ScopeType type : values()) {
            if (type.word().equals(word)) {
                return type;
            }
        }
        throw new AiOpsException(
                ErrorCode.INVALID_REQUEST, "type must be system, service or user, not \"" + Shown.of(word) + "\"");
    }
}
