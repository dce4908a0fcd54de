package io.aiops.service;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * What a backend sees of a workload, in Supervisor's words. {@link #UNKNOWN} means that the backend does not answer; it is
 * never a reason to restart anything.
 */
public enum ServiceState {
    /** Defined, not running, by request or because it was never started. */
    STOPPED,
    /** The process exists but has not yet lived through its start seconds. */
    STARTING,
    /** The process lives. */
    RUNNING,
    /** It died too soon or too often; the backend waits before the next try. */
    BACKOFF,
    /** Being stopped; some of its processes still live. */
    STOPPING,
    /** Ended by itself, and its restart policy leaves it so. */
    EXITED,
    /** Given up after too many failures; only a start by request revives it. */
    FATAL,
    /** The backend does not answer. */
    UNKNOWN;

    /** Whether a process exists, or will again without anybody's doing. */
    public boolean isAlive() {
        return switch (this) {
            case STARTING, RUNNING, BACKOFF, STOPPING -> true;
            case STOPPED, EXITED, FATAL, UNKNOWN -> false;
        };
    }

    /** Whether a backend may report {@code next} after this state. A poller may miss states, so chains count too. */
    public boolean mayBecome(ServiceState next) {
        return this == next
                || next == UNKNOWN
                || this == UNKNOWN
                || successors().contains(next);
    }

    private Set<ServiceState> successors() {
        return switch (this) {
            case STOPPED -> EnumSet.of(STARTING, RUNNING, BACKOFF, STOPPING, EXITED, FATAL);
            case STARTING -> EnumSet.of(RUNNING, BACKOFF, STOPPING, STOPPED, EXITED, FATAL);
            case RUNNING -> EnumSet.of(STARTING, BACKOFF, STOPPING, STOPPED, EXITED, FATAL);
            case BACKOFF -> EnumSet.of(STARTING, RUNNING, STOPPING, STOPPED, EXITED, FATAL);
            case STOPPING -> EnumSet.of(STOPPED, STARTING, RUNNING, BACKOFF, EXITED, FATAL);
            case EXITED -> EnumSet.of(STARTING, RUNNING, BACKOFF, STOPPING, STOPPED, FATAL);
            case FATAL -> EnumSet.of(STARTING, RUNNING, BACKOFF, STOPPING, STOPPED, EXITED);
            case UNKNOWN -> EnumSet.allOf(ServiceState.class);
        };
    }

    /** The word used in the REST API. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
