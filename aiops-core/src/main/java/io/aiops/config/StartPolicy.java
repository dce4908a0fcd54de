package io.aiops.config;

/** What a resolver does when the store does not answer at the start. */
public enum StartPolicy {
    /** Refuse to start. */
    FAIL_FAST,
    /** Go on with the last-known-good file; refuse to start where there is none that can be used. */
    LAST_KNOWN_GOOD,
    /** Go on with arguments, environment, files and defaults, if these give every required key a value. */
    DEFAULTS_ONLY
}
