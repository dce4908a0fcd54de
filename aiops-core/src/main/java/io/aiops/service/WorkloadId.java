package io.aiops.service;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;

/**
 * One release of one service, as a runtime knows it. Its text, {@code <service>.<release>}, is safe as a file name, a
 * Supervisor program and a container name.
 *
 * @param service the service
 * @param release the release's number, from 1
 */
public record WorkloadId(ServiceId service, int release) implements Comparable<WorkloadId> {

    /** Checks that the release is a positive number. */
    public WorkloadId {
        if (release < 1) {
            throw new IllegalArgumentException("release of " + service + " must be 1 or more, not " + release);
        }
    }

    /** The workload of a service's release. */
    public static WorkloadId of(String service, int release) {
        return new WorkloadId(ServiceId.of(service), release);
    }

    /**
     * Reads the text that {@link #toString()} wrote.
     *
     * @throws AiOpsException {@code INVALID_REQUEST} for any other text
     */
    public static WorkloadId parse(String text) {
        int dot = text.lastIndexOf('.');
        try {
            return new WorkloadId(
                    ServiceId.of(text.substring(0, Math.max(dot, 0))), Integer.parseInt(text.substring(dot + 1)));
        } catch (AiOpsException | IllegalArgumentException wrong) {
            throw new AiOpsException(ErrorCode.INVALID_REQUEST, "not a workload id: " + text, wrong);
        }
    }

    @Override
    public int compareTo(WorkloadId other) {
        int byService = service.compareTo(other.service);
        return byService != 0 ? byService : Integer.compare(release, other.release);
    }

    @Override
    public String toString() {
        return service + "." + release;
    }
}
