package io.aiops.port;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.service.ServiceId;
import io.aiops.service.WorkloadId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Allocates ports by rows in a {@link PortLeaseStore}. The row comes first and the try to bind second, so that only its holder
 * ever tries a port, and two platforms never take each other's try for a stranger. Ports go from the start of the range; one
 * that was given back is used again when its rest is over, or when nothing else is left.
 */
public final class LeasedPorts implements PortAllocator {

    /** How long a port rests after it was given back: as long as the connections of its last holder may linger. */
    public static final Duration DEFAULT_REST = Duration.ofSeconds(60);

    private final PortLeaseStore store;
    private final PortRange range;
    private final String host;
    private final Duration rest;
    private final Clock clock;
    private final PortProbe probe = new PortProbe();
    private final PortHolders holders = new PortHolders();

    /**
     * An allocator of this machine's ports.
     *
     * @param store where the leases are kept
     * @param range from where ports come that nobody named
     * @param host the name of this machine, see {@link MachineId}
     * @param rest how long a port rests after it was given back
     * @param clock tells the time of leases and rests
     */
    public LeasedPorts(PortLeaseStore store, PortRange range, String host, Duration rest, Clock clock) {
        this.store = store;
        this.range = range;
        this.host = host;
        this.rest = rest;
        this.clock = clock;
    }

    /** An allocator with the name of this machine and the usual rest. */
    public LeasedPorts(PortLeaseStore store, PortRange range, Clock clock) {
        this(store, range, MachineId.current(), DEFAULT_REST, clock);
    }

    @Override
    public List<PortLease> lease(WorkloadId owner, int count) {
        if (count < 1) {
            throw new IllegalArgumentException("count must be 1 or more, not " + count);
        }
        List<Taken> taken = new ArrayList<>();
        try {
            for (Candidate candidate : candidates()) {
                take(owner, candidate).ifPresent(taken::add);
                if (taken.size() == count) {
                    return taken.stream()
                            .map(Taken::lease)
                            .sorted(Comparator.comparingInt(PortLease::port))
                            .toList();
                }
            }
        } catch (RuntimeException | Error failed) {
            undo(taken, failed);
            throw failed;
        }
        int found = taken.size();
        taken.forEach(this::undo);
        throw new AiOpsException(
                        ErrorCode.PORTS_EXHAUSTED,
                        "the port range " + range + " has " + found + " free of the " + count + " that "
                                + owner.service() + " needs; widen ports.range or delete services")
                .with("free", found);
    }

    @Override
    public PortLease leasePreferring(WorkloadId owner, int port) {
        Optional<PortLeaseStore.Entry> entry = store.entry(host, port);
        boolean wishable =
                entry.map(known -> isRested(known) || restsFor(owner, known)).orElse(true);
        if (wishable) {
            Optional<Taken> taken = take(owner, new Candidate(port, entry.flatMap(PortLeaseStore.Entry::restsSince)));
            if (taken.isPresent()) {
                return taken.get().lease();
            }
        }
        return lease(owner, 1).get(0);
    }

    @Override
    public PortLease leaseExactly(WorkloadId owner, int port) {
        PortLease lease = new PortLease(host, port, owner, now());
        Optional<PortLeaseStore.Entry> entry = store.entry(host, port);
        if (store.takeOver(lease)) {
            // Its own port already: it asks because it is about to start, and somebody may have come in between.
            boolean own =
                    entry.filter(known -> known.lease().owner().equals(owner)).isPresent();
            if (own && !probe.isFree(port)) {
                throw takenByStranger(port);
            }
            return lease;
        }
        if (!store.take(lease)) {
            throw takenByService(port);
        }
        Taken taken = new Taken(lease, entry.flatMap(PortLeaseStore.Entry::restsSince));
        if (!isFree(taken, true)) {
            undo(taken);
            throw takenByStranger(port);
        }
        return lease;
    }

    @Override
    public void release(WorkloadId owner) {
        store.release(owner, now());
    }

    @Override
    public void releaseAll(ServiceId service) {
        store.releaseAll(service, now());
    }

    @Override
    public List<PortLease> leases() {
        return store.entries(host).stream()
                .filter(PortLeaseStore.Entry::isLeased)
                .map(PortLeaseStore.Entry::lease)
                .toList();
    }

    /** The ports to try: those that never were used or have rested, ascending, then those that have rested longest. */
    private List<Candidate> candidates() {
        Map<Integer, PortLeaseStore.Entry> entries = store.entries(host).stream()
                .collect(Collectors.toMap(entry -> entry.lease().port(), Function.identity()));
        Stream<Candidate> ready = IntStream.rangeClosed(range.first(), range.last())
                .filter(port -> !entries.containsKey(port) || isRested(entries.get(port)))
                .mapToObj(port -> new Candidate(
                        port, Optional.ofNullable(entries.get(port)).flatMap(PortLeaseStore.Entry::restsSince)));
        Stream<Candidate> resting = entries.values().stream()
                .filter(entry -> range.contains(entry.lease().port()))
                .filter(entry -> !entry.isLeased() && !isRested(entry))
                .map(entry -> new Candidate(entry.lease().port(), entry.restsSince()))
                .sorted(Comparator.comparing(candidate -> candidate.restsSince().orElseThrow()));
        return Stream.concat(ready, resting).toList();
    }

    private Optional<Taken> take(WorkloadId owner, Candidate candidate) {
        PortLease lease = new PortLease(host, candidate.port(), owner, now());
        if (!store.take(lease)) {
            return Optional.empty();
        }
        Taken taken = new Taken(lease, candidate.restsSince());
        if (isFree(taken, candidate.restsSince().isPresent())) {
            return Optional.of(taken);
        }
        undo(taken);
        return Optional.empty();
    }

    private boolean isFree(Taken taken, boolean usedBefore) {
        int port = taken.lease().port();
        return usedBefore ? probe.isFree(port) : probe.isFresh(port);
    }

    private void undo(Taken taken) {
        store.putBack(taken.lease(), taken.restedSince());
    }

    private void undo(List<Taken> taken, Throwable failed) {
        for (Taken each : taken) {
            try {
                undo(each);
            } catch (RuntimeException also) {
                failed.addSuppressed(also);
            }
        }
    }

    private AiOpsException takenByService(int port) {
        Optional<PortLease> holder =
                store.entry(host, port).filter(PortLeaseStore.Entry::isLeased).map(PortLeaseStore.Entry::lease);
        if (holder.isEmpty()) {
            return new AiOpsException(ErrorCode.PORT_TAKEN, "port " + port + " was taken a moment ago; try again");
        }
        WorkloadId owner = holder.get().owner();
        return new AiOpsException(
                        ErrorCode.PORT_TAKEN,
                        "port " + port + " belongs to service " + owner.service() + "; choose another or none")
                .with("holder", Map.of("service_id", owner.service().value(), "release", owner.release()));
    }

    private AiOpsException takenByStranger(int port) {
        PortHolder holder = holders.holder(port).orElse(PortHolder.UNKNOWN);
        return new AiOpsException(
                        ErrorCode.PORT_TAKEN,
                        "port " + port + " is held by " + holder + "; end it, or choose another port or none")
                .with("holder", holder.details());
    }

    /** Whether the port rests, but after the same service, which may have it back at once. */
    private static boolean restsFor(WorkloadId owner, PortLeaseStore.Entry entry) {
        return !entry.isLeased() && entry.lease().owner().service().equals(owner.service());
    }

    private boolean isRested(PortLeaseStore.Entry entry) {
        return entry.restsSince()
                .map(since -> !since.plus(rest).isAfter(clock.instant()))
                .orElse(false);
    }

    /** As precise as a store keeps it. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    /** A port to try, and since when it rests if it was used before. */
    private record Candidate(int port, Optional<Instant> restsSince) {}

    /** A port that was taken, and since when it had rested. */
    private record Taken(PortLease lease, Optional<Instant> restedSince) {}
}
