package io.aiops.config;

import java.util.Locale;

/** What a line of the history did. */
public enum ConfigOperation {
    /** A value that was not there. */
    CREATE,
    /** Another value, description or status. */
    UPDATE,
    /** The value is gone. */
    DELETE,
    /** An earlier state was put back. */
    ROLLBACK,
    /** It came with an imported document. */
    IMPORT;

    /** The word used in the database and the REST API. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
