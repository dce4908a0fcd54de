package io.aiops.config;

/** Hears of everything that was refused. Must not throw, and must be fast. */
@FunctionalInterface
public interface Denials {

    /** Hears nothing. */
    Denials NONE = (who, action, what) -> {};

    /** Somebody was refused something. */
    void denied(ConfigCaller who, ConfigAction action, String what);
}
