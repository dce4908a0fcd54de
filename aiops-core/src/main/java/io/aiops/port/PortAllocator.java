package io.aiops.port;

import io.aiops.error.AiOpsException;
import io.aiops.service.ServiceId;
import io.aiops.service.WorkloadId;
import java.util.List;

/**
 * Allocates host ports. A port is leased to one workload at a time, across every platform on the same database; a lease is
 * stored before the port is used and survives a crash. A released port rests for a while before it is leased again.
 * Thread-safe.
 */
public interface PortAllocator {

    /**
     * Leases {@code count} free ports of the range, in ascending order. A port that a stranger listens on is passed over.
     *
     * @throws AiOpsException {@code PORTS_EXHAUSTED} if the range holds fewer free ports; none is leased then
     */
    List<PortLease> lease(WorkloadId owner, int count);

    /**
     * Leases the wished port if it is free, else another one of the range.
     *
     * @throws AiOpsException {@code PORTS_EXHAUSTED}
     */
    PortLease leasePreferring(WorkloadId owner, int port);

    /**
     * Leases exactly this port, which may lie outside the range. A lease of another release of the same service is taken
     * over, for a replacement in place; a workload that asks for its own port again learns whether somebody else uses it.
     *
     * @throws AiOpsException {@code PORT_TAKEN} with the {@code holder}: the service, or the process where it can be known
     */
    PortLease leaseExactly(WorkloadId owner, int port);

    /** Gives back every port of a workload. Idempotent. */
    void release(WorkloadId owner);

    /** Gives back every port of a service. Idempotent. */
    void releaseAll(ServiceId service);

    /** All ports leased on this machine, ascending. */
    List<PortLease> leases();
}
