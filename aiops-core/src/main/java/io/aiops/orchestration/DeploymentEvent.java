package io.aiops.orchestration;

/** Something that happened to a deployment. */
public sealed interface DeploymentEvent {

    /**
     * It moved on, or a step of it did; comes first with the present state.
     *
     * @param deployment the deployment now
     */
    record Changed(Deployment deployment) implements DeploymentEvent {}

    /**
     * Its build or start wrote something: the log file has grown. Read on with {@link ServiceOrchestrator#deploymentLog}.
     *
     * @param deploymentId the deployment
     * @param size the log's size in bytes
     */
    record LogGrew(String deploymentId, long size) implements DeploymentEvent {}
}
