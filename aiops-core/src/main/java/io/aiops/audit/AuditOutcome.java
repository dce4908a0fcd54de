package io.aiops.audit;

import java.util.Locale;

/** How it went. */
public enum AuditOutcome {
    /** It was done. */
    OK,
    /** The actor may not. */
    DENIED,
    /** It was allowed, and failed. */
    FAILED;

    /** The word used in the database and the REST API. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
