package io.aiops.orchestration;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.port.PortAllocator;
import io.aiops.port.PortLease;
import io.aiops.project.ServiceDirectories;
import io.aiops.runtime.Adoption;
import io.aiops.runtime.ServiceRuntime;
import io.aiops.runtime.WorkloadStatus;
import io.aiops.service.DesiredState;
import io.aiops.service.ServiceId;
import io.aiops.service.ServiceState;
import io.aiops.service.WorkloadId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes what runs equal to what is stored: once when the platform comes up, then now and again. What runs as it should is
 * taken up and never restarted; deployments that died with the platform are finished or undone; what belongs to no service
 * is removed.
 */
final class Reconciler {

    private static final Logger log = LoggerFactory.getLogger(Reconciler.class);

    private final ServiceRepository services;
    private final DeploymentRepository deployments;
    private final ServiceLocks locks;
    private final Runtimes runtimes;
    private final ReleaseRunner runner;
    private final Lifecycle lifecycle;
    private final CrashLoops crashLoops;
    private final PortAllocator ports;
    private final ServiceDirectories directories;
    private final PortTable portTable;
    private final String platformId;
    /** What should run, and was gone when the platform came back. */
    private final Set<ServiceId> lost = ConcurrentHashMap.newKeySet();

    Reconciler(
            ServiceRepository services,
            DeploymentRepository deployments,
            ServiceLocks locks,
            Runtimes runtimes,
            ReleaseRunner runner,
            Lifecycle lifecycle,
            CrashLoops crashLoops,
            PortAllocator ports,
            ServiceDirectories directories,
            PortTable portTable,
            String platformId) {
        this.services = services;
        this.deployments = deployments;
        this.locks = locks;
        this.runtimes = runtimes;
        this.runner = runner;
        this.lifecycle = lifecycle;
        this.crashLoops = crashLoops;
        this.ports = ports;
        this.directories = directories;
        this.portTable = portTable;
        this.platformId = platformId;
    }

    /** Takes everything up after the platform was away. Runs before any request is served. */
    void takeUp() {
        deployments.unfinished(platformId).forEach(this::finishOrUndo);
        for (ServiceRecord record : own()) {
            record.current()
                    .ifPresent(release -> quietly(record.id(), () -> {
                        runner.withdraw(release);
                        if (record.desired() == DesiredState.RUNNING) {
                            takeUp(release);
                        }
                    }));
        }
        removeOrphans();
        releaseOrphanPorts();
        portTable.write();
    }

    /** Brings every service that nobody works on to what is asked for. */
    void settle() {
        for (ServiceRecord record : own()) {
            quietly(record.id(), () -> settle(record));
        }
    }

    private List<ServiceRecord> own() {
        return services.list().stream()
                .filter(record -> record.platformId().equals(platformId))
                .toList();
    }

    private void settle(ServiceRecord seen) {
        if (!needsWork(seen)) {
            return;
        }
        try (ServiceLocks.Held held = locks.lock(seen.id(), Duration.ZERO)) {
            Optional<ServiceRecord> now = services.find(seen.id()).filter(this::needsWork);
            if (now.isEmpty()) {
                return;
            }
            ServiceRecord record = now.get();
            switch (record.desired()) {
                case ABSENT -> lifecycle.finishDelete(record.id());
                case RUNNING -> {
                    log.info("service {}: it should run and does not; starting it", record.id());
                    record.current().ifPresent(lifecycle::startNow);
                    lost.remove(record.id());
                }
                case STOPPED -> {
                    log.info("service {}: it should not run and does; stopping it", record.id());
                    record.current().ifPresent(runner::stop);
                }
            }
        } catch (AiOpsException busy) {
            if (busy.code() != ErrorCode.SERVICE_BUSY) {
                throw busy;
            }
        }
    }

    private boolean needsWork(ServiceRecord record) {
        if (record.desired() == DesiredState.ABSENT) {
            return true;
        }
        Optional<Release> current = record.current();
        if (current.isEmpty()) {
            return false;
        }
        ServiceState state =
                runner.status(current.get()).map(WorkloadStatus::state).orElse(ServiceState.STOPPED);
        return switch (record.desired()) {
            case RUNNING ->
                (state == ServiceState.STOPPED || (lost.contains(record.id()) && !state.isAlive()))
                        && crashLoops.reason(record.id()).isEmpty();
            case STOPPED -> state.isAlive() && state != ServiceState.STOPPING;
            case ABSENT -> true;
        };
    }

    private void takeUp(Release release) {
        if (release.handle().isEmpty()) {
            return;
        }
        Adoption result = runner.runtimeOf(release)
                .adopt(release.workload(), release.handle().get());
        log.info(
                "service {}: release {} {}",
                release.service(),
                release.number(),
                switch (result) {
                    case ADOPTED -> "runs and is taken up";
                    case GONE -> "does not run";
                    case FOREIGN -> "was replaced by something that is not ours; it is left alone";
                    case UNVERIFIABLE -> "cannot be proven ours; it is left alone";
                });
        if (result == Adoption.ADOPTED) {
            runner.expose(release);
        } else if (result == Adoption.GONE && !endedByItself(release)) {
            lost.add(release.service());
        }
    }

    /** Whether its backend saw it end and left it so by its policy; what a reboot or a kill took away nobody saw end. */
    private boolean endedByItself(Release release) {
        return runner.status(release).stream()
                .flatMap(status -> status.replicas().stream())
                .flatMap(replica -> replica.lastExit().stream())
                .anyMatch(exit -> exit.code().isPresent() || exit.signal().isPresent());
    }

    private void finishOrUndo(Deployment deployment) {
        ServiceId id = deployment.service();
        quietly(id, () -> {
            boolean serves = services.find(id)
                    .flatMap(ServiceRecord::current)
                    .filter(current -> current.number() == deployment.release())
                    .isPresent();
            if (serves) {
                log.info("service {}: deployment {} had switched; finishing it", id, deployment.id());
                services.releases(id).stream()
                        .filter(other -> other.number() != deployment.release())
                        .forEach(runner::discard);
                deployments.move(deployment.id(), deployment.state(), DeploymentState.LIVE);
                return;
            }
            log.info("service {}: deployment {} died with the platform; undoing it", id, deployment.id());
            services.findRelease(id, deployment.release()).ifPresent(release -> {
                runner.discard(release);
                services.deleteRelease(id, release.number());
            });
            ports.release(new WorkloadId(id, deployment.release()));
            directories.deleteRelease(id, deployment.release());
            StepName step = deployment.steps().stream()
                    .filter(one -> one.state() == DeploymentStep.State.RUNNING)
                    .map(DeploymentStep::name)
                    .findFirst()
                    .orElse(StepName.FETCH);
            deployments.fail(
                    deployment.id(),
                    new DeploymentError(
                            ErrorCode.CANCELLED,
                            "the platform stopped while it worked on step " + step.word() + "; deploy again",
                            step,
                            ""));
            deployments.move(deployment.id(), deployment.state(), DeploymentState.FAILED);
        });
    }

    private void removeOrphans() {
        List<WorkloadId> known = own().stream()
                .flatMap(record -> record.current().stream())
                .map(Release::workload)
                .toList();
        for (ServiceRuntime runtime : runtimes.opened()) {
            Map<WorkloadId, WorkloadStatus> there = runtime.statuses();
            there.keySet().stream()
                    .filter(id -> !known.contains(id))
                    .forEach(id -> quietly(id.service(), () -> {
                        log.warn("workload {} belongs to no service; removing it", id);
                        runtime.find(id).ifPresent(runtime::remove);
                    }));
        }
    }

    private void releaseOrphanPorts() {
        for (PortLease lease : ports.leases()) {
            WorkloadId owner = lease.owner();
            Optional<ServiceRecord> record = services.find(owner.service());
            boolean ours =
                    record.map(ServiceRecord::platformId).orElse(platformId).equals(platformId);
            boolean used = record.flatMap(ServiceRecord::current)
                    .filter(release -> release.workload().equals(owner))
                    .isPresent();
            if (ours && !used) {
                ports.release(owner);
            }
        }
    }

    private static void quietly(ServiceId id, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException failure) {
            log.warn("service {} could not be reconciled; it is tried again", id, failure);
        }
    }
}
