package io.aiops.app.services;

import io.aiops.orchestration.Deployment;
import io.aiops.orchestration.DeploymentStep;
import io.aiops.orchestration.Release;
import io.aiops.orchestration.ServiceView;
import io.aiops.service.Endpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A service as the REST API shows it. */
record ServiceDocument(
        String serviceId,
        String name,
        String status,
        String desired,
        String health,
        String message,
        String runtime,
        String host,
        @Nullable Integer port,
        @Nullable Long pid,
        @Nullable String apiUrl,
        String gatewayUrl,
        @Nullable Integer release,
        @Nullable Double uptimeSeconds,
        int restarts,
        @Nullable String group,
        int replicas,
        Instant createdAt,
        Instant updatedAt,
        @Nullable UnderWay deployment) {

    private static final String DEFAULT_HOST = "127.0.0.1";

    static ServiceDocument of(ServiceView view, String defaultRuntime) {
        Optional<Release> release = view.record().current();
        Optional<Endpoint> endpoint = view.endpoint();
        return new ServiceDocument(
                view.id().value(),
                view.record().name(),
                view.state().word(),
                view.record().desired().word(),
                view.health().word(),
                view.message(),
                release.map(current -> current.spec().runtime()).orElse(defaultRuntime),
                release.map(current -> current.spec().host()).orElse(DEFAULT_HOST),
                endpoint.map(Endpoint::port).orElse(null),
                view.pid().isPresent() ? view.pid().getAsLong() : null,
                apiUrl(view),
                "/ai/" + view.id() + "/",
                release.map(Release::number).orElse(null),
                view.uptime().map(ServiceDocument::seconds).orElse(null),
                view.restarts(),
                release.flatMap(current -> current.spec().group()).orElse(null),
                release.map(current -> current.spec().replicas()).orElse(1),
                view.record().createdAt(),
                view.record().updatedAt(),
                view.deployment().map(UnderWay::of).orElse(null));
    }

    static @Nullable String apiUrl(ServiceView view) {
        return view.state().isAlive()
                ? view.endpoint().map(address -> address.uri("").toString()).orElse(null)
                : null;
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    /** The deployment under way, or the last one that failed. */
    record UnderWay(
            String deploymentId,
            int release,
            String state,
            @Nullable String step) {

        static UnderWay of(Deployment deployment) {
            String step = deployment.steps().stream()
                    .filter(each ->
                            each.state() == DeploymentStep.State.RUNNING || each.state() == DeploymentStep.State.FAILED)
                    .findFirst()
                    .map(each -> each.name().word())
                    .orElse(null);
            return new UnderWay(
                    deployment.id(), deployment.release(), deployment.state().word(), step);
        }
    }
}
