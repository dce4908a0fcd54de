package io.aiops.orchestration;

import io.aiops.service.Resources;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a request says of a service; each part beats the project's manifest, which beats the defaults.
 *
 * @param name its name for people
 * @param port the port it must have
 * @param host the address it binds
 * @param timeout how long one call may take
 * @param startTimeout how long it may take to become healthy
 * @param environment more environment entries
 * @param replicas how many of it
 * @param runtime the backend by name
 * @param group its group
 * @param autoDeploy whether a push deploys it
 * @param resources its limits
 * @param restartPolicy {@code always}, {@code on-failure} or {@code never}
 * @param restartRetries tries until it is given up
 * @param command the argument list that starts it
 * @param user the host user to run as
 */
public record ServiceOverrides(
        Optional<String> name,
        OptionalInt port,
        Optional<String> host,
        Optional<Duration> timeout,
        Optional<Duration> startTimeout,
        Map<String, String> environment,
        OptionalInt replicas,
        Optional<String> runtime,
        Optional<String> group,
        Optional<Boolean> autoDeploy,
        Optional<Resources> resources,
        Optional<String> restartPolicy,
        OptionalInt restartRetries,
        Optional<List<String>> command,
        Optional<String> user) {

    /** Nothing said. */
    public static final ServiceOverrides NONE = new Builder().build();

    /** Copies the collections. */
    public ServiceOverrides {
        environment = Map.copyOf(environment);
        command = command.map(List::copyOf);
    }

    /** Begins with nothing said. */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects what is said. */
    public static final class Builder {
        private Optional<String> name = Optional.empty();
        private OptionalInt port = OptionalInt.empty();
        private Optional<String> host = Optional.empty();
        private Optional<Duration> timeout = Optional.empty();
        private Optional<Duration> startTimeout = Optional.empty();
        private Map<String, String> environment = Map.of();
        private OptionalInt replicas = OptionalInt.empty();
        private Optional<String> runtime = Optional.empty();
        private Optional<String> group = Optional.empty();
        private Optional<Boolean> autoDeploy = Optional.empty();
        private Optional<Resources> resources = Optional.empty();
        private Optional<String> restartPolicy = Optional.empty();
        private OptionalInt restartRetries = OptionalInt.empty();
        private Optional<List<String>> command = Optional.empty();
        private Optional<String> user = Optional.empty();

        private Builder() {}

        /** Its name for people. */
        public Builder name(String value) {
            name = Optional.of(value);
            return this;
        }

        /** The port it must have. */
        public Builder port(int value) {
            port = OptionalInt.of(value);
            return this;
        }

        /** The address it binds. */
        public Builder host(String value) {
            host = Optional.of(value);
            return this;
        }

        /** How long one call may take. */
        public Builder timeout(Duration value) {
            timeout = Optional.of(value);
            return this;
        }

        /** How long it may take to become healthy. */
        public Builder startTimeout(Duration value) {
            startTimeout = Optional.of(value);
            return this;
        }

        /** More environment entries. */
        public Builder environment(Map<String, String> values) {
            environment = values;
            return this;
        }

        /** How many of it. */
        public Builder replicas(int value) {
            replicas = OptionalInt.of(value);
            return this;
        }

        /** The backend by name. */
        public Builder runtime(String value) {
            runtime = Optional.of(value);
            return this;
        }

        /** Its group. */
        public Builder group(String value) {
            group = Optional.of(value);
            return this;
        }

        /** Whether a push deploys it. */
        public Builder autoDeploy(boolean value) {
            autoDeploy = Optional.of(value);
            return this;
        }

        /** Its limits. */
        public Builder resources(Resources value) {
            resources = Optional.of(value);
            return this;
        }

        /** {@code always}, {@code on-failure} or {@code never}. */
        public Builder restartPolicy(String value) {
            restartPolicy = Optional.of(value);
            return this;
        }

        /** Tries until it is given up. */
        public Builder restartRetries(int value) {
            restartRetries = OptionalInt.of(value);
            return this;
        }

        /** The argument list that starts it. */
        public Builder command(List<String> value) {
            command = Optional.of(value);
            return this;
        }

        /** The host user to run as. */
        public Builder user(String value) {
            user = Optional.of(value);
            return this;
        }

        /** What was said. */
        public ServiceOverrides build() {
            return new ServiceOverrides(
                    name,
                    port,
                    host,
                    timeout,
                    startTimeout,
                    environment,
                    replicas,
                    runtime,
                    group,
                    autoDeploy,
                    resources,
                    restartPolicy,
                    restartRetries,
                    command,
                    user);
        }
    }
}
