package io.aiops.port;

import io.aiops.service.WorkloadId;
import java.time.Instant;

/**
 * A port that belongs to a workload until it is released.
 *
 * @param host the machine that the port is on
 * @param port the port
 * @param owner whose it is
 * @param leasedAt since when
 */
public record PortLease(String host, int port, WorkloadId owner, Instant leasedAt) {}
