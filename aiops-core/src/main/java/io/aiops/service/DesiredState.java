package io.aiops.service;

import java.util.Locale;

/** What somebody asked for; stored, and what the platform works towards. */
public enum DesiredState {
    /** Shall run, also after a crash or a reboot of the host. */
    RUNNING,
    /** Shall be there but not run. */
    STOPPED,
    /** Shall be gone, with everything it left. */
    ABSENT;

    /** The word used in the REST API and the database. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
