package io.aiops.orchestration;

import io.aiops.service.ServiceId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One try to bring a release to serve.
 *
 * @param id its id, {@code d-} and 26 characters that sort by time
 * @param service the service
 * @param release the number of the release it makes
 * @param platformId the platform that works on it
 * @param state how far it is
 * @param source where the code comes from
 * @param createdBy who asked for it
 * @param createdAt when it was asked for
 * @param finishedAt when it ended
 * @param steps all its steps in order
 * @param error why it failed
 */
public record Deployment(
        String id,
        ServiceId service,
        int release,
        String platformId,
        DeploymentState state,
        Source source,
        String createdBy,
        Instant createdAt,
        Optional<Instant> finishedAt,
        List<DeploymentStep> steps,
        Optional<DeploymentError> error) {

    /** Copies the steps. */
    public Deployment {
        steps = List.copyOf(steps);
    }
}
