package io.aiops.runtime;

import io.aiops.service.Endpoint;
import io.aiops.service.Resources;
import io.aiops.service.RestartPolicy;
import io.aiops.service.Secret;
import io.aiops.service.StopSpec;
import io.aiops.service.WorkloadId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a runtime is asked to hold: one release of one service, with one replica per endpoint. Values reach the process as
 * they are, byte for byte in UTF-8; no shell ever reads them.
 *
 * @param id which release of which service
 * @param command the program and its arguments; with {@link #image} it may be empty
 * @param image the image to run, for backends with {@link Capability#IMAGE}
 * @param workingDirectory the folder the command starts in
 * @param environment the whole environment of the process; nothing is inherited. The runtime adds {@code HOST} and
 *     {@code PORT} of each replica
 * @param secrets more environment, which appears in no file that others can read, no listing and no log
 * @param endpoints where each replica shall listen; its size is the number of replicas
 * @param user the host user to run as, for backends with {@link Capability#USER}
 * @param restart when to start it again
 * @param stop how it is ended when the backend ends it by itself
 * @param resources its limits
 * @param logs where its output goes
 */
public record Workload(
        WorkloadId id,
        List<String> command,
        Optional<String> image,
        Path workingDirectory,
        Map<String, String> environment,
        Map<String, Secret> secrets,
        List<Endpoint> endpoints,
        Optional<String> user,
        RestartPolicy restart,
        StopSpec stop,
        Resources resources,
        LogSettings logs) {

    /** Copies all collections and checks that there is at least one replica. */
    public Workload {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
        secrets = Map.copyOf(secrets);
        endpoints = List.copyOf(endpoints);
        if (endpoints.isEmpty()) {
            throw new IllegalArgumentException("workload " + id + " needs at least one endpoint");
        }
    }

    /** Begins a workload with what it cannot do without. */
    public static Builder builder(WorkloadId id, Path workingDirectory, LogSettings logs) {
        return new Builder(id, workingDirectory, logs);
    }

    /** A builder that holds this workload's values. */
    public Builder toBuilder() {
        return builder(id, workingDirectory, logs)
                .command(command)
                .image(image)
                .environment(environment)
                .secrets(secrets)
                .endpoints(endpoints)
                .user(user)
                .restart(restart)
                .stop(stop)
                .resources(resources);
    }

    /** How many replicas it has. */
    public int replicas() {
        return endpoints.size();
    }

    /** A SHA-256 over everything that makes a difference to the process; equal workloads have equal hashes. */
    public String specHash() {
        MessageDigest digest = sha256();
        put(digest, id.toString());
        put(digest, Integer.toString(command.size()));
        command.forEach(part -> put(digest, part));
        put(digest, image.orElse(""));
        put(digest, workingDirectory.toString());
        put(digest, Integer.toString(environment.size()));
        new TreeMap<>(environment).forEach((name, value) -> {
            put(digest, name);
            put(digest, value);
        });
        put(digest, Integer.toString(secrets.size()));
        new TreeMap<>(secrets).forEach((name, value) -> {
            put(digest, name);
            put(digest, value.reveal());
        });
        put(digest, endpoints.toString());
        put(digest, user.orElse(""));
        put(digest, restart.toString());
        put(digest, stop.toString());
        put(digest, resources.toString());
        put(digest, logs.toString());
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void put(MessageDigest digest, String part) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
        digest.update(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java platform has SHA-256", missing);
        }
    }

    /** Collects the parts of a workload; what is not set has the default of its type. */
    public static final class Builder {
        private final WorkloadId id;
        private final Path workingDirectory;
        private final LogSettings logs;
        private List<String> command = List.of();
        private Optional<String> image = Optional.empty();
        private Map<String, String> environment = Map.of();
        private Map<String, Secret> secrets = Map.of();
        private List<Endpoint> endpoints = List.of();
        private Optional<String> user = Optional.empty();
        private RestartPolicy restart = RestartPolicy.DEFAULT;
        private StopSpec stop = StopSpec.DEFAULT;
        private Resources resources = Resources.UNLIMITED;

        private Builder(WorkloadId id, Path workingDirectory, LogSettings logs) {
            this.id = id;
            this.workingDirectory = workingDirectory;
            this.logs = logs;
        }

        /** The program and its arguments. */
        public Builder command(List<String> parts) {
            this.command = parts;
            return this;
        }

        /** The program and its arguments. */
        public Builder command(String... parts) {
            return command(List.of(parts));
        }

        /** The image to run. */
        public Builder image(Optional<String> reference) {
            this.image = reference;
            return this;
        }

        /** The environment in clear. */
        public Builder environment(Map<String, String> values) {
            this.environment = values;
            return this;
        }

        /** The environment that nobody may read. */
        public Builder secrets(Map<String, Secret> values) {
            this.secrets = values;
            return this;
        }

        /** Where the replicas listen, one each. */
        public Builder endpoints(List<Endpoint> addresses) {
            this.endpoints = addresses;
            return this;
        }

        /** The host user to run as. */
        public Builder user(Optional<String> name) {
            this.user = name;
            return this;
        }

        /** When it is started again. */
        public Builder restart(RestartPolicy policy) {
            this.restart = policy;
            return this;
        }

        /** How it is ended. */
        public Builder stop(StopSpec how) {
            this.stop = how;
            return this;
        }

        /** Its limits. */
        public Builder resources(Resources limits) {
            this.resources = limits;
            return this;
        }

        /** The workload. */
        public Workload build() {
            return new Workload(
                    id,
                    command,
                    image,
                    workingDirectory,
                    environment,
                    secrets,
                    endpoints,
                    user,
                    restart,
                    stop,
                    resources,
                    logs);
        }
    }
}
