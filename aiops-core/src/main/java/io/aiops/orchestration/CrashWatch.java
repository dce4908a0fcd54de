package io.aiops.orchestration;

import io.aiops.error.AiOpsException;
import io.aiops.health.HealthMonitor;
import io.aiops.runtime.RuntimeEvent;
import io.aiops.runtime.WorkloadStatus;
import io.aiops.service.ServiceId;
import io.aiops.service.WorkloadId;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sees crashes of current releases: has their health asked anew, and stops a service whose backend restarts it too often. */
final class CrashWatch {

    private static final Logger log = LoggerFactory.getLogger(CrashWatch.class);

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final ServiceRepository services;
    private final ServiceLocks locks;
    private final ReleaseRunner runner;
    private final HealthMonitor monitor;
    private final CrashLoops crashLoops;
    private final Executor executor;
    private final Map<WorkloadId, Integer> restarts = new ConcurrentHashMap<>();

    CrashWatch(
            ServiceRepository services,
            ServiceLocks locks,
            ReleaseRunner runner,
            HealthMonitor monitor,
            CrashLoops crashLoops,
            Executor executor) {
        this.services = services;
        this.locks = locks;
        this.runner = runner;
        this.monitor = monitor;
        this.crashLoops = crashLoops;
        this.executor = executor;
    }

    /** Takes what a runtime saw; called by one thread of each runtime, does nothing that waits. */
    void seen(RuntimeEvent event) {
        WorkloadId id = event.workload();
        if (event.status().isEmpty()) {
            restarts.remove(id);
            return;
        }
        WorkloadStatus status = event.status().get();
        Integer before = restarts.put(id, status.restarts());
        int more = before == null ? 0 : status.restarts() - before;
        if (event.snapshot() || more <= 0) {
            return;
        }
        String how = status.replicas().stream()
                .flatMap(replica -> replica.lastExit().stream())
                .findFirst()
                .map(exit -> " after " + exit.inWords())
                .orElse("");
        log.warn("service {}: release {} was started again{}", id.service(), id.release(), how);
        monitor.askAnew(id);
        if (crashLoops.count(id.service(), more)) {
            executor.execute(() -> giveUp(id, how));
        }
    }

    private void giveUp(WorkloadId id, String how) {
        ServiceId service = id.service();
        String reason = "it was started again " + CrashLoops.LIMIT + " times within " + CrashLoops.WINDOW.toMinutes()
                + " minutes" + how + ", and is left stopped until somebody starts it";
        try (ServiceLocks.Held held = locks.lock(service, PATIENCE)) {
            services.find(service)
                    .flatMap(ServiceRecord::current)
                    .filter(release -> release.workload().equals(id))
                    .ifPresent(release -> {
                        crashLoops.giveUp(service, reason);
                        runner.withdraw(release);
                        runner.stop(release);
                        log.warn("service {}: {}", service, reason);
                    });
        } catch (AiOpsException failure) {
            log.warn("service {}: it loops, and could not be stopped", service, failure);
        }
    }
}
