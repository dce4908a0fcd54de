package io.aiops.orchestration;

import java.util.Locale;

/** What a batch does to each of its services. */
public enum BatchAction {
    /** Starts it. */
    START,
    /** Stops it. */
    STOP,
    /** Stops and starts it. */
    RESTART,
    /** Deletes it. */
    DELETE;

    /** The word used in the REST API. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
