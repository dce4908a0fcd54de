package io.aiops.error;

/** Whose turn it is after an error. One kind maps to one HTTP status class and one alert rule. */
public enum ErrorKind {
    /** The request is wrong; the caller must change it. */
    CALLER,
    /** The request is right but does not fit the present state; look, then try again. */
    CONFLICT,
    /** What was asked for does not exist. */
    NOT_FOUND,
    /** Something the platform relies on (a database, a runtime, a service) does not do its part; trying later may help. */
    BACKEND,
    /** A fault of the platform itself. */
    INTERNAL
}
