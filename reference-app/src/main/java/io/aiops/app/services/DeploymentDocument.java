package io.aiops.app.services;

import io.aiops.orchestration.Deployment;
import io.aiops.orchestration.DeploymentState;
import io.aiops.orchestration.DeploymentStep;
import io.aiops.orchestration.Source;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A deployment as the REST API shows it. */
record DeploymentDocument(
        String deploymentId,
        String serviceId,
        int release,
        String state,
        @Nullable Boolean success,
        SourceDocument source,
        String createdBy,
        Instant createdAt,
        @Nullable Instant finishedAt,
        @Nullable DeploymentFailure error,
        List<StepDocument> steps) {

    static DeploymentDocument of(Deployment deployment) {
        return new DeploymentDocument(
                deployment.id(),
                deployment.service().value(),
                deployment.release(),
                deployment.state().word(),
                successOf(deployment.state()),
                SourceDocument.of(deployment.source()),
                deployment.createdBy(),
                deployment.createdAt(),
                deployment.finishedAt().orElse(null),
                DeploymentFailure.of(deployment),
                deployment.steps().stream().map(StepDocument::of).toList());
    }

    private static @Nullable Boolean successOf(DeploymentState state) {
        return state.isFinal() ? state == DeploymentState.LIVE : null;
    }

    /** Where its code came from. */
    record SourceDocument(
            String kind, String location, @Nullable String revision) {

        static SourceDocument of(Source source) {
            return new SourceDocument(
                    source.kind().name().toLowerCase(Locale.ROOT),
                    source.location(),
                    source.revision().orElse(null));
        }
    }

    /** One step. */
    record StepDocument(
            String name,
            String state,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt,
            @Nullable String message,
            String output) {

        static StepDocument of(DeploymentStep step) {
            return new StepDocument(
                    step.name().word(),
                    step.state().word(),
                    step.startedAt().orElse(null),
                    step.finishedAt().orElse(null),
                    step.message().orElse(null),
                    step.output());
        }
    }
}
