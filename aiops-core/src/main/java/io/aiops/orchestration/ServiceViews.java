package io.aiops.orchestration;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.health.HealthMonitor;
import io.aiops.runtime.ReplicaStatus;
import io.aiops.runtime.WorkloadStatus;
import io.aiops.service.DesiredState;
import io.aiops.service.Health;
import io.aiops.service.ServiceId;
import io.aiops.service.ServiceState;
import io.aiops.service.WorkloadId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Joins what is stored, what backends see and what services say into views. */
final class ServiceViews {

    private static final Logger log = LoggerFactory.getLogger(ServiceViews.class);

    private final ServiceRepository services;
    private final DeploymentRepository deployments;
    private final Runtimes runtimes;
    private final HealthMonitor monitor;
    private final CrashLoops crashLoops;
    private final String platformId;
    private final Clock clock;

    ServiceViews(
            ServiceRepository services,
            DeploymentRepository deployments,
            Runtimes runtimes,
            HealthMonitor monitor,
            CrashLoops crashLoops,
            String platformId,
            Clock clock) {
        this.services = services;
        this.deployments = deployments;
        this.runtimes = runtimes;
        this.monitor = monitor;
        this.crashLoops = crashLoops;
        this.platformId = platformId;
        this.clock = clock;
    }

    ServiceView one(ServiceId id) {
        ServiceRecord record = services.find(id)
                .orElseThrow(() -> new AiOpsException(ErrorCode.SERVICE_NOT_FOUND, "there is no service " + id));
        Optional<Deployment> last =
                deployments.list(Optional.of(id), 1, Optional.empty()).stream().findFirst();
        return new Look().at(record, last);
    }

    List<ServiceView> all() {
        Map<ServiceId, Deployment> news = deployments.news();
        Look look = new Look();
        return services.list().stream()
                .map(record -> look.at(record, Optional.ofNullable(news.get(record.id()))))
                .toList();
    }

    /** One look at everything: each backend is asked once at most. */
    private final class Look {
        private final Map<String, Optional<Map<WorkloadId, WorkloadStatus>>> answers = new HashMap<>();

        ServiceView at(ServiceRecord record, Optional<Deployment> last) {
            boolean own = record.platformId().equals(platformId);
            Optional<Release> current = record.current();
            Optional<Map<WorkloadId, WorkloadStatus>> answer = current.filter(release -> own)
                    .flatMap(release -> ask(release.spec().runtime()));
            List<ReplicaStatus> replicas = current.flatMap(release -> answer.map(all -> all.get(release.workload())))
                    .map(WorkloadStatus::replicas)
                    .orElse(List.of());
            ServiceState state = state(record, own, answer);
            Health health = health(current, state);
            Optional<Deployment> shown = last.filter(deployment -> isNews(deployment, current));
            return new ServiceView(
                    record,
                    state,
                    health,
                    own ? message(record, state, health, replicas, shown) : foreign(record),
                    replicas,
                    uptime(replicas),
                    replicas.stream().mapToInt(ReplicaStatus::restarts).sum(),
                    shown);
        }

        private ServiceState state(
                ServiceRecord record, boolean own, Optional<Map<WorkloadId, WorkloadStatus>> answer) {
            if (!own || (record.current().isPresent() && answer.isEmpty())) {
                return ServiceState.UNKNOWN;
            }
            if (crashLoops.reason(record.id()).isPresent()) {
                return ServiceState.FATAL;
            }
            return record.current()
                    .flatMap(release -> answer.map(all -> all.get(release.workload())))
                    .map(WorkloadStatus::state)
                    .orElse(ServiceState.STOPPED);
        }

        private Optional<Map<WorkloadId, WorkloadStatus>> ask(String runtime) {
            return answers.computeIfAbsent(runtime, name -> {
                try {
                    return Optional.of(runtimes.get(name).statuses());
                } catch (AiOpsException down) {
                    log.debug("runtime {} does not answer", name, down);
                    return Optional.empty();
                }
            });
        }
    }

    private Health health(Optional<Release> current, ServiceState state) {
        return switch (state) {
            case RUNNING, STARTING ->
                current.map(release -> monitor.health(release.workload())).orElse(Health.UNKNOWN);
            case STOPPED, BACKOFF, STOPPING, EXITED, FATAL, UNKNOWN -> Health.UNKNOWN;
        };
    }

    private Optional<Duration> uptime(List<ReplicaStatus> replicas) {
        return replicas.stream()
                .filter(replica -> replica.state() == ServiceState.RUNNING || replica.state() == ServiceState.STARTING)
                .flatMap(replica -> replica.startedAt().stream())
                .min(Instant::compareTo)
                .map(began -> Duration.between(began, clock.instant()));
    }

    /** Whether a deployment is worth showing beside a service: under way, or failed after the present release. */
    private static boolean isNews(Deployment deployment, Optional<Release> current) {
        return switch (deployment.state()) {
            case QUEUED, FETCHING, BUILDING, STARTING, PROBING, SWITCHING, DRAINING -> true;
            case FAILED, CANCELLED, ROLLED_BACK ->
                current.map(release -> release.number() < deployment.release()).orElse(true);
            case LIVE, SUPERSEDED -> false;
        };
    }

    private String message(
            ServiceRecord record,
            ServiceState state,
            Health health,
            List<ReplicaStatus> replicas,
            Optional<Deployment> deployment) {
        if (record.desired() == DesiredState.ABSENT) {
            return "being deleted";
        }
        Optional<String> givenUp = crashLoops.reason(record.id());
        if (givenUp.isPresent()) {
            return givenUp.get();
        }
        if (record.current().isEmpty()) {
            return deployment.map(ServiceViews::firstDeployment).orElse("never deployed");
        }
        if (state == ServiceState.UNKNOWN) {
            return "runtime " + record.current().get().spec().runtime() + " does not answer";
        }
        if (health == Health.UNHEALTHY) {
            return monitor.detail(record.current().get().workload());
        }
        return replicas.stream()
                .map(ReplicaStatus::message)
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse(state.word());
    }

    private static String firstDeployment(Deployment deployment) {
        return deployment
                .error()
                .map(error -> "its first deployment failed: " + error.message())
                .orElse("its first deployment is " + deployment.state().word());
    }

    private static String foreign(ServiceRecord record) {
        return "run by another platform (" + record.platformId() + ")";
    }
}
