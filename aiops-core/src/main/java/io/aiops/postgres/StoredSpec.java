package io.aiops.postgres;

import io.aiops.service.HealthCheck;
import io.aiops.service.Resources;
import io.aiops.service.RestartPolicy;
import io.aiops.service.ServiceId;
import io.aiops.service.ServiceSpec;
import io.aiops.service.StopSpec;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The JSON of a specification. Its id is the row's. */
record StoredSpec(
        @Nullable String name,
        @Nullable String runtime,
        @Nullable String host,
        @Nullable Integer pinnedPort,
        @Nullable Integer preferredPort,
        @Nullable Duration timeout,
        @Nullable Map<String, String> environment,
        @Nullable Integer replicas,
        @Nullable String group,
        @Nullable Boolean autoDeploy,
        @Nullable Probe health,
        @Nullable Restart restart,
        @Nullable Stop stop,
        @Nullable Limits resources,
        @Nullable String user) {

    static StoredSpec of(ServiceSpec spec) {
        return new StoredSpec(
                spec.name(),
                spec.runtime(),
                spec.host(),
                boxed(spec.pinnedPort()),
                boxed(spec.preferredPort()),
                spec.timeout(),
                spec.environment(),
                spec.replicas(),
                spec.group().orElse(null),
                spec.autoDeploy(),
                Probe.of(spec.health()),
                Restart.of(spec.restart()),
                Stop.of(spec.stop()),
                Limits.of(spec.resources()),
                spec.user().orElse(null));
    }

    ServiceSpec toSpec(ServiceId id) {
        return new ServiceSpec(
                id,
                or(name, id.value()),
                or(runtime, "local"),
                or(host, "127.0.0.1"),
                unboxed(pinnedPort),
                unboxed(preferredPort),
                or(timeout, Duration.ofSeconds(30)),
                or(environment, Map.of()),
                or(replicas, 1),
                Optional.ofNullable(group),
                or(autoDeploy, false),
                health == null ? HealthCheck.DEFAULT : health.toCheck(),
                restart == null ? RestartPolicy.DEFAULT : restart.toPolicy(),
                stop == null ? StopSpec.DEFAULT : stop.toSpec(),
                resources == null ? Resources.UNLIMITED : resources.toResources(),
                Optional.ofNullable(user));
    }

    private static <T> T or(@Nullable T value, T otherwise) {
        return Objects.requireNonNullElse(value, otherwise);
    }

    private static @Nullable Integer boxed(OptionalInt value) {
        return value.isPresent() ? (Integer) value.getAsInt() : null;
    }

    private static OptionalInt unboxed(@Nullable Integer value) {
        return value == null ? OptionalInt.empty() : OptionalInt.of(value);
    }

    /** The JSON of a health check. */
    record Probe(
            @Nullable String path,
            @Nullable Duration interval,
            @Nullable Duration timeout,
            @Nullable Duration startTimeout) {

        static Probe of(HealthCheck check) {
            return new Probe(check.path(), check.interval(), check.timeout(), check.startTimeout());
        }

        HealthCheck toCheck() {
            HealthCheck usual = HealthCheck.DEFAULT;
            return new HealthCheck(
                    or(path, usual.path()),
                    or(interval, usual.interval()),
                    or(timeout, usual.timeout()),
                    or(startTimeout, usual.startTimeout()));
        }
    }

    /** The JSON of a restart policy. */
    record Restart(
            RestartPolicy.@Nullable Mode mode,
            @Nullable Duration startSeconds,
            @Nullable Integer retries) {

        static Restart of(RestartPolicy policy) {
            return new Restart(policy.mode(), policy.startSeconds(), policy.retries());
        }

        RestartPolicy toPolicy() {
            RestartPolicy usual = RestartPolicy.DEFAULT;
            return new RestartPolicy(
                    or(mode, usual.mode()), or(startSeconds, usual.startSeconds()), or(retries, usual.retries()));
        }
    }

    /** The JSON of how to end it. */
    record Stop(@Nullable String signal, @Nullable Duration grace) {

        static Stop of(StopSpec spec) {
            return new Stop(spec.signal(), spec.grace());
        }

        StopSpec toSpec() {
            return new StopSpec(or(signal, StopSpec.DEFAULT.signal()), or(grace, StopSpec.DEFAULT.grace()));
        }
    }

    /** The JSON of its limits. */
    record Limits(
            @Nullable Long memoryBytes,
            @Nullable Double cpus,
            @Nullable Integer gpus) {

        static Limits of(Resources resources) {
            return new Limits(
                    resources.memoryBytes().isPresent()
                            ? (Long) resources.memoryBytes().getAsLong()
                            : null,
                    resources.cpus().isPresent() ? (Double) resources.cpus().getAsDouble() : null,
                    boxed(resources.gpus()));
        }

        Resources toResources() {
            return new Resources(
                    memoryBytes == null ? OptionalLong.empty() : OptionalLong.of(memoryBytes),
                    cpus == null ? OptionalDouble.empty() : OptionalDouble.of(cpus),
                    unboxed(gpus));
        }
    }
}
