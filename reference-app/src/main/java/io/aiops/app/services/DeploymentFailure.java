package io.aiops.app.services;

import io.aiops.orchestration.Deployment;
import org.jspecify.annotations.Nullable;

/** Why a deployment failed, as the REST API shows it. */
record DeploymentFailure(String code, String message, String step, String logTail) {

    static @Nullable DeploymentFailure of(Deployment deployment) {
        return deployment
                .error()
                .map(error -> new DeploymentFailure(
                        error.code().name(), error.message(), error.step().word(), error.logTail()))
                .orElse(null);
    }
}
