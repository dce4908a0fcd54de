package io.aiops.service;

import java.util.Locale;

/** Whether a service says of itself that it can do its work. */
public enum Health {
    /** Not asked yet, not running, or without an answer in time for long enough to say so. */
    UNKNOWN,
    /** Its health path answered 200. */
    HEALTHY,
    /** Its health path answered otherwise or not in time, several times in a row. */
    UNHEALTHY;

    /** The word used in the REST API. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
