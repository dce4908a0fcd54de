package io.aiops.port;

import io.aiops.service.ServiceId;
import io.aiops.service.WorkloadId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Keeps port leases where every platform sees them. A port of a machine is leased once at most; whoever comes second is told
 * so. A port that was given back leaves a row that says since when it rests. Thread-safe; every call is one transaction.
 */
public interface PortLeaseStore {

    /** All ports of a machine that are leased or rest, ascending. */
    List<Entry> entries(String host);

    /** One port of a machine, if it is leased or rests. */
    Optional<Entry> entry(String host, int port);

    /** Stores a lease unless the port is leased, also by the same owner; one that rests is taken. False if it is leased. */
    boolean take(PortLease lease);

    /** Moves a lease that the same service holds to another release of it; false if that service holds no such lease. */
    boolean takeOver(PortLease lease);

    /** Undoes {@link #take}: the port is free, or rests as before. Nothing if it is leased to somebody else. */
    void putBack(PortLease lease, Optional<Instant> restedSince);

    /** Gives back every port of a workload. */
    void release(WorkloadId owner, Instant at);

    /** Gives back every port of a service. */
    void releaseAll(ServiceId service, Instant at);

    /**
     * A port that is leased or rests.
     *
     * @param lease whose it is, or was
     * @param restsSince when it was given back; absent while it is leased
     */
    record Entry(PortLease lease, Optional<Instant> restsSince) {

        /** Whether somebody has it. */
        public boolean isLeased() {
            return restsSince.isEmpty();
        }
    }
}
