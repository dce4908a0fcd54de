package io.aiops.runtime;

import io.aiops.service.ServiceState;
import io.aiops.service.WorkloadId;
import java.util.List;

/**
 * A workload as the backend sees it now.
 *
 * @param id which workload
 * @param specHash the hash of the specification that the backend holds
 * @param replicas its replicas by index; never empty
 */
public record WorkloadStatus(WorkloadId id, String specHash, List<ReplicaStatus> replicas) {

    private static final List<ServiceState> BY_PRECEDENCE = List.of(
            ServiceState.RUNNING,
            ServiceState.STARTING,
            ServiceState.BACKOFF,
            ServiceState.STOPPING,
            ServiceState.UNKNOWN,
            ServiceState.FATAL,
            ServiceState.EXITED,
            ServiceState.STOPPED);

    /** Copies the replicas. */
    public WorkloadStatus {
        replicas = List.copyOf(replicas);
        if (replicas.isEmpty()) {
            throw new IllegalArgumentException("status of " + id + " without a replica");
        }
    }

    /** The state of the whole: the best of its replicas, running before starting before backing off and so on. */
    public ServiceState state() {
        return BY_PRECEDENCE.stream()
                .filter(state -> replicas.stream().anyMatch(replica -> replica.state() == state))
                .findFirst()
                .orElseThrow();
    }

    /** The restarts of all replicas together. */
    public int restarts() {
        return replicas.stream().mapToInt(ReplicaStatus::restarts).sum();
    }
}
