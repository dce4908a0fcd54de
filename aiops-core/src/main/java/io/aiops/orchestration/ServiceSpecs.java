package io.aiops.orchestration;

import io.aiops.config.ConfigKey;
import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.project.Manifest;
import io.aiops.service.HealthCheck;
import io.aiops.service.Resources;
import io.aiops.service.RestartPolicy;
import io.aiops.service.ServiceId;
import io.aiops.service.ServiceSpec;
import io.aiops.service.StopSpec;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Puts together what configuration, a request and a manifest say of a service. */
final class ServiceSpecs {

    private final ServiceConfiguration configuration;

    ServiceSpecs(ServiceConfiguration configuration) {
        this.configuration = configuration;
    }

    /**
     * The specification of a service, see {@link ServiceConfiguration#value}; what configuration has no key for, the request
     * says before the manifest.
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
                    value(id, ServiceKeys.RUNTIME, request.runtime(), Optional.empty()),
                    value(id, ServiceKeys.HOST, request.host(), Optional.empty()),
                    port(id, request),
                    manifest.port(),
                    value(id, ServiceKeys.TIMEOUT, request.timeout(), manifest.timeout()),
                    environment,
                    value(id, ServiceKeys.REPLICAS, boxed(request.replicas()), Optional.empty()),
                    request.group(),
                    request.autoDeploy().orElse(false),
                    health(id, request, manifest.health()),
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

    private HealthCheck health(ServiceId id, ServiceOverrides request, Manifest.HealthPart said) {
        return new HealthCheck(
                value(id, ServiceKeys.HEALTH_PATH, Optional.empty(), said.path()),
                value(id, ServiceKeys.HEALTH_INTERVAL, Optional.empty(), said.interval()),
                value(id, ServiceKeys.HEALTH_TIMEOUT, Optional.empty(), said.timeout()),
                value(id, ServiceKeys.START_TIMEOUT, request.startTimeout(), said.startTimeout()));
    }

    private OptionalInt port(ServiceId id, ServiceOverrides request) {
        return configuration
                .value(id, ServiceKeys.PORT, boxed(request.port()), Optional.empty())
                .map(OptionalInt::of)
                .orElse(OptionalInt.empty());
    }

    private <T> T value(ServiceId id, ConfigKey<T> key, Optional<T> requested, Optional<T> ofManifest) {
        return configuration.value(id, key, requested, ofManifest).orElseThrow();
    }

    private static Optional<Integer> boxed(OptionalInt number) {
        return number.isPresent() ? Optional.of(number.getAsInt()) : Optional.empty();
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
