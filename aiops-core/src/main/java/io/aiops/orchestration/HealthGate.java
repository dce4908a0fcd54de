package io.aiops.orchestration;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.health.HealthProbe;
import io.aiops.health.ProbeResult;
import io.aiops.runtime.ReplicaStatus;
import io.aiops.runtime.WorkloadStatus;
import io.aiops.service.ServiceState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits until every replica of a release that was started runs and says that it is healthy, or it is clear that it will not. */
final class HealthGate {

    private static final Duration PAUSE = Duration.ofMillis(100);

    private final HealthProbe probe;
    private final Clock clock;

    HealthGate(HealthProbe probe, Clock clock) {
        this.probe = probe;
        this.clock = clock;
    }

    /**
     * Returns when the release may take calls.
     *
     * @param status what its backend sees, each time anew
     * @throws AiOpsException {@code START_FAILED} when it ended or was given up; {@code NEVER_HEALTHY} when its start
     *     timeout has passed; {@code CANCELLED}
     */
    void await(Release release, Supplier<Optional<WorkloadStatus>> status, BooleanSupplier cancelled) {
        Duration limit = release.spec().health().startTimeout();
        Instant deadline = clock.instant().plus(limit);
        String last = "";
        while (true) {
            if (cancelled.getAsBoolean()) {
                throw new AiOpsException(ErrorCode.CANCELLED, "the deployment was cancelled");
            }
            Optional<WorkloadStatus> seen = status.get();
            seen.ifPresent(now -> refuseDead(release, now));
            last = seen.isEmpty() ? "its backend does not know it" : unhealthyReplica(release);
            // Alive for its start seconds as well: else a stranger on its port could have answered for it.
            if (last.isEmpty() && seen.filter(HealthGate::allRunning).isPresent()) {
                return;
            }
            if (!clock.instant().isBefore(deadline)) {
                throw new AiOpsException(
                        ErrorCode.NEVER_HEALTHY,
                        "service " + release.service() + " did not become healthy within " + limit.toSeconds() + " s: "
                                + (last.isEmpty() ? "it does not stay alive" : last));
            }
            pause();
        }
    }

    private static boolean allRunning(WorkloadStatus status) {
        return status.replicas().stream().allMatch(replica -> replica.state() == ServiceState.RUNNING);
    }

    private static void refuseDead(Release release, WorkloadStatus status) {
        for (ReplicaStatus replica : status.replicas()) {
            boolean dead = switch (replica.state()) {
                case EXITED, FATAL, STOPPED -> true;
                case STARTING, RUNNING, BACKOFF, STOPPING, UNKNOWN -> false;
            };
            // One that lives just long enough to count as started, again and again, is no better.
            boolean loops = replica.restarts() > release.spec().restart().retries();
            if (dead || loops) {
                String how =
                        replica.lastExit().map(exit -> ": " + exit.inWords()).orElse("");
                String why = replica.message().isEmpty() ? "" : " (" + replica.message() + ")";
                throw new AiOpsException(
                        ErrorCode.START_FAILED,
                        "service " + release.service() + " did not stay up" + how + why + "; its last lines tell more");
            }
        }
    }

    private String unhealthyReplica(Release release) {
        return release.endpoints().stream()
                .map(endpoint -> probe.ask(endpoint, release.spec().health()).join())
                .filter(result -> !result.healthy())
                .map(ProbeResult::detail)
                .findFirst()
                .orElse("");
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AiOpsException(ErrorCode.CANCELLED, "the platform stopped while it waited for health", stopped);
        }
    }
}
