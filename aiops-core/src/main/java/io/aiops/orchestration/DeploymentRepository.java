package io.aiops.orchestration;

import io.aiops.error.AiOpsException;
import io.aiops.service.ServiceId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Stores deployments and their steps. Thread-safe; every call is one transaction or one question. */
public interface DeploymentRepository {

    /**
     * Begins a deployment of a registered service, in state {@code QUEUED} with all its steps pending, and takes the next
     * release number, which is never given twice.
     *
     * @throws AiOpsException {@code DEPLOYMENT_IN_PROGRESS} with {@code deployment_id} if one is under way, on whatever
     *     platform; {@code SERVICE_NOT_FOUND}
     */
    Deployment create(ServiceId service, String platformId, Source source, String createdBy);

    /** Moves a deployment from one state to another; false if it was not in {@code from}. A final state also ends it. */
    boolean move(String id, DeploymentState from, DeploymentState to);

    /** Stores why it failed; set before it is moved to its final state. */
    void fail(String id, DeploymentError error);

    /** Stores a step. */
    void saveStep(String id, DeploymentStep step);

    /** One deployment with its steps. */
    Optional<Deployment> find(String id);

    /** Newest first; {@code before} is the id after which the page begins. */
    List<Deployment> list(Optional<ServiceId> service, int limit, Optional<String> before);

    /** Those of a platform that are not final, oldest first. */
    List<Deployment> unfinished(String platformId);

    /**
     * The newest deployment of each service where that is news beside its current release: under way, or ended without
     * success under a later number. One query; without the steps' outputs.
     */
    Map<ServiceId, Deployment> news();
}
