package io.aiops.orchestration;

import java.util.Locale;

/** How far a deployment is. */
public enum DeploymentState {
    /** Accepted, waiting for a worker. */
    QUEUED,
    /** Its code is being fetched and unpacked. */
    FETCHING,
    /** Its environment is being built. */
    BUILDING,
    /** Its port is leased and its process started. */
    STARTING,
    /** It is asked until it is healthy. */
    PROBING,
    /** The route moves to it. */
    SWITCHING,
    /** The release before it finishes its calls and is stopped. */
    DRAINING,
    /** It serves. */
    LIVE,
    /** It did not come to serve; what it took was given back. */
    FAILED,
    /** It was cancelled; what it took was given back. */
    CANCELLED,
    /** A later one overtook it before it began. */
    SUPERSEDED,
    /** It served, failed, and the release before it serves again. */
    ROLLED_BACK;

    /** Whether nothing more happens to it. */
    public boolean isFinal() {
        return switch (this) {
            case LIVE, FAILED, CANCELLED, SUPERSEDED, ROLLED_BACK -> true;
            case QUEUED, FETCHING, BUILDING, STARTING, PROBING, SWITCHING, DRAINING -> false;
        };
    }

    /** The word used in the REST API and the database. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
