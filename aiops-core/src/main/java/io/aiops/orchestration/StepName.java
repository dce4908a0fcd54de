package io.aiops.orchestration;

import java.util.Locale;

/** The steps of a deployment, in their order. */
public enum StepName {
    /** Copies or unpacks the code into the release's folder. */
    FETCH(DeploymentState.FETCHING),
    /** Builds its environment. */
    BUILD(DeploymentState.BUILDING),
    /** Leases its ports. */
    PORT(DeploymentState.STARTING),
    /** Writes its configuration and start script. */
    CONFIGURE(DeploymentState.STARTING),
    /** Hands it to the runtime and starts it. */
    START(DeploymentState.STARTING),
    /** Waits until it is healthy. */
    HEALTH(DeploymentState.PROBING),
    /** Moves the route to it. */
    SWITCH(DeploymentState.SWITCHING),
    /** Stops the release before it. */
    DRAIN(DeploymentState.DRAINING);

    private final DeploymentState state;

    StepName(DeploymentState state) {
        this.state = state;
    }

    /** The state of a deployment while this step runs. */
    public DeploymentState state() {
        return state;
    }

    /** The word used in the REST API and the database. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
