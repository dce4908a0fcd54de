package io.aiops.app.http;

/** Who may make a call. */
public enum Access {
    /** Everybody. */
    ANYBODY,
    /** Everybody who has signed in. */
    USER,
    /** Administrators. */
    ADMIN
}
