package io.aiops.health;

import io.aiops.service.Endpoint;
import io.aiops.service.Health;
import io.aiops.service.HealthCheck;
import io.aiops.service.WorkloadId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Keeps asking running workloads for their health. One workload that hangs delays no other. A workload becomes unhealthy
 * after {@link #FAILURES_TO_UNHEALTHY} bad answers in a row, since a busy model is slow before it is dead, and stays unknown while it may still come up; nothing is ever
 * restarted for its health alone. Thread-safe.
 */
public final class HealthMonitor implements AutoCloseable {

    /** How many bad answers in a row make a workload unhealthy. */
    public static final int FAILURES_TO_UNHEALTHY = 3;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);

    private final Clock clock;
    private final ScheduledExecutorService threads;
    private final HealthProbe probe;
    private final Map<WorkloadId, Watched> watched = new ConcurrentHashMap<>();

    /** A monitor with two threads of its own, which tells time by the given clock. */
    public HealthMonitor(Clock clock) {
        this.clock = clock;
        this.threads = Executors.newScheduledThreadPool(2, task -> {
            Thread thread = new Thread(task, "aiops-health");
            thread.setDaemon(true);
            return thread;
        });
        this.probe = new HealthProbe(threads);
    }

    /** The probe that this monitor uses, for single questions. */
    public HealthProbe probe() {
        return probe;
    }

    /** Begins to ask a workload, or begins anew with another check. */
    public void watch(WorkloadId id, List<Endpoint> endpoints, HealthCheck check) {
        Watched begun = new Watched(id, endpoints, check, clock.instant().plus(check.startTimeout()));
        watched.put(id, begun);
        ask(begun);
    }

    /** Ends the questions to a workload. */
    public void forget(WorkloadId id) {
        watched.remove(id);
    }

    /** Forgets the answers so far and asks at once; for a workload whose process was replaced. */
    public void askAnew(WorkloadId id) {
        Watched old = watched.get(id);
        if (old != null) {
            watch(id, old.endpoints, old.check);
        }
    }

    /** What the workload last said of itself; {@code UNKNOWN} if it is not watched. */
    public Health health(WorkloadId id) {
        Watched one = watched.get(id);
        return one == null ? Health.UNKNOWN : one.health;
    }

    /** Why the workload is not healthy, in words; empty when it is. */
    public String detail(WorkloadId id) {
        Watched one = watched.get(id);
        return one == null ? "" : one.detail;
    }

    @Override
    public void close() {
        watched.clear();
        threads.shutdownNow();
    }

    private void ask(Watched one) {
        if (watched.get(one.id) != one) {
            return;
        }
        // Replicas are asked one after another; the workload is as healthy as its first healthy replica.
        Endpoint endpoint = one.endpoints.get(one.turn % one.endpoints.size());
        probe.ask(endpoint, one.check).thenAccept(result -> {
            Duration pause = one.take(result, clock.instant());
            try {
                threads.schedule(() -> ask(one), pause.toMillis(), TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException closed) {
                // the monitor was closed while an answer was under way
            }
        });
    }

    private static final class Watched {
        private final WorkloadId id;
        private final List<Endpoint> endpoints;
        private final HealthCheck check;
        private final Instant upBy;
        private volatile Health health = Health.UNKNOWN;
        private volatile String detail = "";
        // Written by one answer at a time: the next question is asked only after it.
        private volatile int failures;
        private volatile int turn;

        Watched(WorkloadId id, List<Endpoint> endpoints, HealthCheck check, Instant upBy) {
            this.id = id;
            this.endpoints = List.copyOf(endpoints);
            this.check = check;
            this.upBy = upBy;
        }

        /** Takes an answer; returns the pause until the next question. */
        @SuppressWarnings("NonAtomicVolatileUpdate") // one writer at a time, see the fields
        Duration take(ProbeResult result, Instant now) {
            detail = result.detail();
            if (result.healthy()) {
                failures = 0;
                health = Health.HEALTHY;
                return check.interval();
            }
            failures++;
            turn++;
            boolean comingUp = health == Health.UNKNOWN && now.isBefore(upBy);
            if (failures >= FAILURES_TO_UNHEALTHY && !comingUp) {
                health = Health.UNHEALTHY;
            }
            // Quick at first, so that a service that comes up is seen soon; then at the check's own pace.
            Duration quick = FIRST_PAUSE.multipliedBy(Math.min(failures, 40));
            return quick.compareTo(check.interval()) < 0 ? quick : check.interval();
        }
    }
}
