package io.aiops.config;

import java.util.Locale;

/** Whether a stored value counts. */
public enum EntryStatus {
    /** It counts. */
    ACTIVE,
    /** It is kept, and passed over as if it were not there. */
    DISABLED,
    /** It counts, and its key should no longer be used. */
    DEPRECATED;

    /** The word used in the database and the REST API. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether lookups see it. */
    public boolean counts() {
        return this != DISABLED;
    }
}
