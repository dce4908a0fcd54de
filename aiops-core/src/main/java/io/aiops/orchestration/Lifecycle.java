package io.aiops.orchestration;

import io.aiops.config.Author;
import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.project.ServiceDirectories;
import io.aiops.service.DesiredState;
import io.aiops.service.ServiceId;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts, stops, restarts and deletes services, one operation on a service at a time. */
final class Lifecycle {

    private static final Logger log = LoggerFactory.getLogger(Lifecycle.class);

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final ServiceRepository services;
    private final DeploymentRepository deployments;
    private final ServiceLocks locks;
    private final ReleaseRunner runner;
    private final ServiceConfiguration configuration;
    private final CrashLoops crashLoops;
    private final ServiceDirectories directories;
    private final PortTable portTable;
    private final String platformId;

    Lifecycle(
            ServiceRepository services,
            DeploymentRepository deployments,
            ServiceLocks locks,
            ReleaseRunner runner,
            ServiceConfiguration configuration,
            CrashLoops crashLoops,
            ServiceDirectories directories,
            PortTable portTable,
            String platformId) {
        this.services = services;
        this.deployments = deployments;
        this.locks = locks;
        this.runner = runner;
        this.configuration = configuration;
        this.crashLoops = crashLoops;
        this.directories = directories;
        this.portTable = portTable;
        this.platformId = platformId;
    }

    void start(ServiceId id) {
        onCurrent(id, release -> {
            services.desire(id, DesiredState.RUNNING);
            startNow(release);
            log.info("service {}: release {} is started", id, release.number());
        });
    }

    void stop(ServiceId id) {
        onCurrent(id, release -> {
            services.desire(id, DesiredState.STOPPED);
            runner.withdraw(release);
            runner.stop(release);
            log.info("service {}: release {} is stopped", id, release.number());
        });
    }

    void restart(ServiceId id) {
        onCurrent(id, release -> {
            services.desire(id, DesiredState.RUNNING);
            runner.stop(release);
            startNow(release);
            log.info("service {}: release {} is restarted", id, release.number());
        });
    }

    /** Deletes a service wholly; what is asked for is stored first, so that a crash in the middle is finished later. */
    void delete(ServiceId id) {
        owned(id);
        services.desire(id, DesiredState.ABSENT);
        try (ServiceLocks.Held held = locks.lock(id, PATIENCE)) {
            finishDelete(id);
        }
        log.info("service {} is deleted", id);
    }

    /** Removes whatever is left of a service whose desired state is {@code ABSENT}. The caller holds its lock. */
    void finishDelete(ServiceId id) {
        runner.unroute(id);
        services.releases(id).forEach(runner::discard);
        crashLoops.forget(id);
        directories.deleteService(id);
        configuration.forget(id, Author.of(platformId).because("service " + id + " is deleted"));
        services.delete(id);
        portTable.write();
    }

    /** Starts a release and lets calls reach it. The caller holds its service's lock. */
    void startNow(Release release) {
        crashLoops.forget(release.service());
        Release started = runner.start(release);
        runner.expose(started);
        if (!started.endpoints().equals(release.endpoints())) {
            portTable.write();
        }
    }

    /**
     * The stored service, if this platform runs it.
     *
     * @throws AiOpsException {@code SERVICE_NOT_FOUND}, {@code FOREIGN_SERVICE}
     */
    ServiceRecord owned(ServiceId id) {
        ServiceRecord record = services.find(id)
                .orElseThrow(() -> new AiOpsException(ErrorCode.SERVICE_NOT_FOUND, "there is no service " + id));
        if (!record.platformId().equals(platformId)) {
            throw new AiOpsException(
                    ErrorCode.FOREIGN_SERVICE,
                    "service " + id + " is run by another platform (" + record.platformId() + "); use that one");
        }
        return record;
    }

    private void onCurrent(ServiceId id, Consumer<Release> work) {
        owned(id);
        refuseWhileDeploying(id);
        try (ServiceLocks.Held held = locks.lock(id, PATIENCE)) {
            Optional<Release> current = owned(id).current();
            work.accept(current.orElseThrow(() -> new AiOpsException(
                    ErrorCode.NO_RELEASE,
                    "service " + id + " has no release that could run; deploy it, or look at its last deployment")));
        }
    }

    private void refuseWhileDeploying(ServiceId id) {
        deployments.list(Optional.of(id), 1, Optional.empty()).stream()
                .filter(last -> switch (last.state()) {
                    case STARTING, PROBING, SWITCHING, DRAINING -> true;
                    case QUEUED, FETCHING, BUILDING, LIVE, FAILED, CANCELLED, SUPERSEDED, ROLLED_BACK -> false;
                })
                .findFirst()
                .ifPresent(busy -> {
                    throw new AiOpsException(
                                    ErrorCode.DEPLOYMENT_IN_PROGRESS,
                                    "deployment " + busy.id() + " of service " + id + " is "
                                            + busy.state().word() + "; wait for its end")
                            .with("deployment_id", busy.id());
                });
    }
}
