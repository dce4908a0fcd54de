package io.aiops.orchestration;

import io.aiops.config.ConfigKey;
import io.aiops.config.ConfigRule;
import io.aiops.config.ConfigScope;
import io.aiops.config.JsonValue;
import io.aiops.config.ScopeType;
import io.aiops.project.ServiceVariables;
import io.aiops.service.HealthCheck;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** The configuration of a service that the platform itself understands. Each counts from the service's next deployment. */
public final class ServiceKeys {

    private static final int LONGEST_TIME = 86_400;
    private static final int MOST_REPLICAS = 64;

    /** The port it must have; without one it gets a free port of the range. */
    public static final ConfigKey<Integer> PORT = ConfigKey.integer("service.port")
            .scopes(ScopeType.SERVICE)
            .range(1, 65535)
            .describedAs("the port it must have; without one it gets a free port of the range")
            .build();

    /** The address it binds. */
    public static final ConfigKey<String> HOST = ConfigKey.text("service.host")
            .scopes(ScopeType.SYSTEM, ScopeType.SERVICE)
            .pattern("[A-Za-z0-9.:_-]{1,253}")
            .orElse("127.0.0.1")
            .describedAs("the address it binds")
            .build();

    /** How long one call may take. */
    public static final ConfigKey<Duration> TIMEOUT =
            time("service.timeout", Duration.ofSeconds(30), "one call may take");

    /** How many of it run. */
    public static final ConfigKey<Integer> REPLICAS = ConfigKey.integer("service.replicas")
            .scopes(ScopeType.SERVICE)
            .range(1, MOST_REPLICAS)
            .orElse(1)
            .describedAs("how many of it run")
            .build();

    /** The backend it runs on. */
    public static final ConfigKey<String> RUNTIME = ConfigKey.text("deployment.mode")
            .scopes(ScopeType.SYSTEM, ScopeType.SERVICE)
            .pattern("[a-z][a-z0-9-]{0,62}")
            .orElse("local")
            .variable("DEPLOYMENT_MODE")
            .describedAs("the runtime that services run on: local, supervisor or docker")
            .build();

    /** Where it is asked for its health. */
    public static final ConfigKey<String> HEALTH_PATH = ConfigKey.text("health.path")
            .scopes(ScopeType.SYSTEM, ScopeType.SERVICE)
            .pattern("/[A-Za-z0-9._~/%?&=-]*")
            .orElse(HealthCheck.DEFAULT.path())
            .describedAs("where it is asked for its health")
            .build();

    /** Seconds between two questions for its health. */
    public static final ConfigKey<Duration> HEALTH_INTERVAL =
            time("health.interval", HealthCheck.DEFAULT.interval(), "lie between two questions for its health");

    /** Seconds that an answer may take. */
    public static final ConfigKey<Duration> HEALTH_TIMEOUT =
            time("health.timeout", HealthCheck.DEFAULT.timeout(), "an answer about its health may take");

    /** Seconds that it may take to become healthy. */
    public static final ConfigKey<Duration> START_TIMEOUT =
            time("health.start-timeout", HealthCheck.DEFAULT.startTimeout(), "it may take to become healthy");

    /** All of them. */
    public static final List<ConfigKey<?>> ALL = List.of(
            PORT, HOST, TIMEOUT, REPLICAS, RUNTIME, HEALTH_PATH, HEALTH_INTERVAL, HEALTH_TIMEOUT, START_TIMEOUT);

    private ServiceKeys() {}

    /** What must be so across several values, and what depends on the platform. */
    public static List<ConfigRule> rules(Runtimes runtimes) {
        return List.of(
                ServiceKeys::answersBeforeTheNextQuestion,
                ServiceKeys::variablesDiffer,
                (scope, stored) -> runtimeExists(stored, runtimes.names()));
    }

    /** Answers that may take longer than the time between two questions would pile up. */
    private static List<String> answersBeforeTheNextQuestion(ConfigScope scope, Map<String, JsonValue> stored) {
        Optional<BigDecimal> interval = number(stored, HEALTH_INTERVAL);
        Optional<BigDecimal> timeout = number(stored, HEALTH_TIMEOUT);
        boolean piles =
                interval.isPresent() && timeout.isPresent() && timeout.get().compareTo(interval.get()) > 0;
        return piles ? List.of("health.timeout must not be longer than health.interval") : List.of();
    }

    /** Empty for what is no number, such as a value that came by other ways, or a secret, which is not shown. */
    private static Optional<BigDecimal> number(Map<String, JsonValue> stored, ConfigKey<?> key) {
        return Optional.ofNullable(stored.get(key.name()))
                .filter(value -> value.toJava() instanceof Number)
                .map(value -> new BigDecimal(value.text()));
    }

    /** Two keys that are one variable in a service's environment could not both reach it. */
    private static List<String> variablesDiffer(ConfigScope scope, Map<String, JsonValue> stored) {
        Map<String, String> keys = new TreeMap<>();
        List<String> wrong = new ArrayList<>();
        for (String key : new TreeSet<>(stored.keySet())) {
            ServiceVariables.of(key).ifPresent(variable -> {
                String other = keys.putIfAbsent(variable, key);
                if (other != null) {
                    wrong.add(other + " and " + key + " would be the same variable " + variable
                            + " in the environment of a service");
                }
            });
        }
        return wrong;
    }

    /** A runtime that this platform has not got would keep it from starting. */
    private static List<String> runtimeExists(Map<String, JsonValue> stored, List<String> names) {
        return Optional.ofNullable(stored.get(RUNTIME.name()))
                .map(JsonValue::plainText)
                .filter(name -> !names.contains(name))
                .map(name -> RUNTIME.name() + " must be one of " + String.join(", ", names) + ", not " + name)
                .stream()
                .toList();
    }

    private static ConfigKey<Duration> time(String name, Duration fallback, String what) {
        return ConfigKey.seconds(name)
                .scopes(ScopeType.SYSTEM, ScopeType.SERVICE)
                .atLeast(new BigDecimal("0.001"))
                .atMost(LONGEST_TIME)
                .orElse(fallback.toSeconds())
                .describedAs("how many seconds " + what)
                .build();
    }
}
