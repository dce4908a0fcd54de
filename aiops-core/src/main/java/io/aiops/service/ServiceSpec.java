package io.aiops.service;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * What somebody wants of a service, after the request, the project's manifest and the defaults were put together.
 *
 * @param id its id
 * @param name its name for people
 * @param runtime the backend by name
 * @param host the address it binds
 * @param pinnedPort the port it must have
 * @param preferredPort the port it would like
 * @param timeout how long one call of it may take
 * @param environment what the request added to its environment
 * @param replicas how many of it
 * @param group the group it belongs to
 * @param autoDeploy whether a push to its repository deploys it
 * @param health how it is asked
 * @param restart when it is started again
 * @param stop how it is ended
 * @param resources its limits
 * @param user the host user it runs as
 */
public record ServiceSpec(
        ServiceId id,
        String name,
        String runtime,
        String host,
        OptionalInt pinnedPort,
        OptionalInt preferredPort,
        Duration timeout,
        Map<String, String> environment,
        int replicas,
        Optional<String> group,
        boolean autoDeploy,
        HealthCheck health,
        RestartPolicy restart,
        StopSpec stop,
        Resources resources,
        Optional<String> user) {

    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    /** Copies the environment and checks every value. */
    public ServiceSpec {
        environment = Map.copyOf(environment);
        if (name.isBlank() || name.length() > 200) {
            throw new IllegalArgumentException("name must have 1 to 200 characters");
        }
        if (!host.matches("[A-Za-z0-9.:_-]{1,253}")) {
            throw new IllegalArgumentException("host must be an address or a host name, not \"" + host + "\"");
        }
        requirePort("port", pinnedPort);
        requirePort("port", preferredPort);
        Durations.requirePositive("timeout", timeout);
        if (replicas < 1 || replicas > 64) {
            throw new IllegalArgumentException("replicas must be 1 to 64, not " + replicas);
        }
        environment.keySet().forEach(key -> {
            if (!VARIABLE.matcher(key).matches()) {
                throw new IllegalArgumentException("env has a name that is no variable name: " + key);
            }
        });
    }

    private static void requirePort(String what, OptionalInt port) {
        if (port.isPresent() && (port.getAsInt() < 1 || port.getAsInt() > 65535)) {
            throw new IllegalArgumentException(what + " must be 1 to 65535, not " + port.getAsInt());
        }
    }
}
