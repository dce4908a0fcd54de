package io.aiops.config;

import java.util.Locale;

/** The layers of settings, the strongest first. */
public enum SettingSource {
    /** {@code --key=value}. */
    ARGUMENT,
    /** An environment variable. */
    ENVIRONMENT,
    /** The configuration file. */
    FILE,
    /** What the program says when nobody else does. */
    DEFAULT;

    /** The word used in the REST API. */
    public String word() {
        return this == ENVIRONMENT ? "env" : name().toLowerCase(Locale.ROOT);
    }
}
