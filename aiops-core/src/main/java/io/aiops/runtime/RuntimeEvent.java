package io.aiops.runtime;

import io.aiops.service.WorkloadId;
import java.time.Instant;
import java.util.Optional;

/**
 * A change that a runtime saw.
 *
 * @param workload which workload
 * @param status its status after the change; empty when it was removed
 * @param snapshot whether this is the state at the time of the subscription rather than a change
 * @param at when it was seen
 */
public record RuntimeEvent(WorkloadId workload, Optional<WorkloadStatus> status, boolean snapshot, Instant at) {}
