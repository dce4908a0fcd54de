package io.aiops.config;

import java.util.Locale;

/** The layers of configuration, the strongest first. */
public enum ConfigSource {
    /** {@code --key=value} on the command line. */
    ARGUMENT,
    /** An environment variable. */
    ENVIRONMENT,
    /** The database, changed from the interface. */
    DATABASE,
    /** A configuration file. */
    FILE,
    /** What the key says of itself when nobody else does. */
    DEFAULT;

    /** The word used in the REST API. */
    public String word() {
        return this == ENVIRONMENT ? "env" : name().toLowerCase(Locale.ROOT);
    }
}
