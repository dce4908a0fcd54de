package io.aiops.orchestration;

import io.aiops.runtime.ReplicaStatus;
import io.aiops.service.Endpoint;
import io.aiops.service.Health;
import io.aiops.service.ServiceId;
import io.aiops.service.ServiceState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A service as it is now: what is stored, what its backend sees, what it says of its health.
 *
 * @param record what is stored
 * @param state what the backend sees; {@code STOPPED} when there is no release yet
 * @param health what it says of itself
 * @param message why it is as it is, in words; never empty
 * @param replicas each replica as its backend sees it
 * @param uptime how long the oldest running replica has lived
 * @param restarts how many times its backend started it again
 * @param deployment the deployment under way, or the last one if it failed after the present release came to serve
 */
public record ServiceView(
        ServiceRecord record,
        ServiceState state,
        Health health,
        String message,
        List<ReplicaStatus> replicas,
        Optional<Duration> uptime,
        int restarts,
        Optional<Deployment> deployment) {

    /** Copies the replicas. */
    public ServiceView {
        replicas = List.copyOf(replicas);
    }

    /** Its id. */
    public ServiceId id() {
        return record.id();
    }

    /** Where its first replica listens, once it has a release. */
    public Optional<Endpoint> endpoint() {
        return record.current().flatMap(release -> release.endpoints().stream().findFirst());
    }

    /** The process of its first running replica. */
    public OptionalLong pid() {
        return replicas.stream()
                .map(ReplicaStatus::pid)
                .filter(OptionalLong::isPresent)
                .findFirst()
                .orElse(OptionalLong.empty());
    }
}
