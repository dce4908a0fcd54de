package io.aiops.orchestration;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.project.Manifest;
import io.aiops.service.HealthCheck;
import io.aiops.service.Resources;
import io.aiops.service.RestartPolicy;
import io.aiops.service.ServiceId;
import io.aiops.service.ServiceSpec;
import io.aiops.service.StopSpec;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Puts together what a request, a manifest and the defaults say of a service. */
final class ServiceSpecs {

    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(30);

    private final String defaultRuntime;
    private final HealthCheck defaultHealth;

    ServiceSpecs(String defaultRuntime, HealthCheck defaultHealth) {
        this.defaultRuntime = defaultRuntime;
        this.defaultHealth = defaultHealth;
    }

    String defaultRuntime() {
        return defaultRuntime;
    }

    /**
     * The specification of a service: the request beats the manifest, which beats the defaults.
     *
     * @throws AiOpsException {@code INVALID_REQUEST} naming what is wrong
     */
    ServiceSpec of(ServiceId id, ServiceOverrides request, Manifest manifest) {
        Map<String, String> environment = new HashMap<>(manifest.environment());
        environment.putAll(request.environment());
        try {
            return new ServiceSpec(
                    id,
                    request.name().or(manifest::name).orElse(id.value()),
                    request.runtime().orElse(defaultRuntime),
                    request.host().orElse("127.0.0.1"),
                    request.port(),
                    manifest.port(),
                    request.timeout().or(manifest::timeout).orElse(CALL_TIMEOUT),
                    environment,
                    request.replicas().orElse(1),
                    request.group(),
                    request.autoDeploy().orElse(false),
                    health(request, manifest.health()),
                    restart(request, manifest.restart()),
                    new StopSpec(
                            manifest.stop().signal().orElse(StopSpec.DEFAULT.signal()),
                            manifest.stop().grace().orElse(StopSpec.DEFAULT.grace())),
                    resources(request, manifest),
                    request.user());
        } catch (IllegalArgumentException wrong) {
            throw new AiOpsException(ErrorCode.INVALID_REQUEST, "service " + id + ": " + wrong.getMessage(), wrong);
        }
    }

    private HealthCheck health(ServiceOverrides request, Manifest.HealthPart said) {
        return new HealthCheck(
                said.path().orElse(defaultHealth.path()),
                said.interval().orElse(defaultHealth.interval()),
                said.timeout().orElse(defaultHealth.timeout()),
                request.startTimeout().or(said::startTimeout).orElse(defaultHealth.startTimeout()));
    }

    private static RestartPolicy restart(ServiceOverrides request, Manifest.RestartPart said) {
        RestartPolicy defaults = RestartPolicy.DEFAULT;
        return new RestartPolicy(
                request.restartPolicy().or(said::policy).map(ServiceSpecs::mode).orElse(defaults.mode()),
                said.startSeconds().orElse(defaults.startSeconds()),
                request.restartRetries().orElse(said.retries().orElse(defaults.retries())));
    }

    private static RestartPolicy.Mode mode(String word) {
        for (RestartPolicy.Mode mode : RestartPolicy.Mode.values()) {
            if (mode.word().equals(word.toLowerCase(Locale.ROOT))) {
                return mode;
            }
        }
        throw new IllegalArgumentException("restart policy must be always, on-failure or never, not " + word);
    }

    private static Resources resources(ServiceOverrides request, Manifest manifest) {
        Resources said = manifest.resources();
        return request.resources()
                .map(asked -> new Resources(
                        asked.memoryBytes().isPresent() ? asked.memoryBytes() : said.memoryBytes(),
                        asked.cpus().isPresent() ? asked.cpus() : said.cpus(),
                        asked.gpus().isPresent() ? asked.gpus() : said.gpus()))
                .orElse(said);
    }
}
