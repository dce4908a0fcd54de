package io.aiops.app.services;

import io.aiops.app.http.Problem;
import io.aiops.app.http.ProblemException;
import io.aiops.orchestration.ServiceOverrides;
import io.aiops.service.Resources;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a deployment says of its service; times are seconds. */
record ServiceConfig(
        @Nullable String name,
        @Nullable Integer port,
        @Nullable String host,
        @Nullable Double timeout,
        @Nullable Double startTimeout,
        @Nullable Map<String, Object> env,
        @Nullable Integer replicas,
        @Nullable String runtime,
        @Nullable String group,
        @Nullable Boolean autoDeploy,
        @Nullable Limits resources,
        @Nullable Restart restart,
        @Nullable List<String> command,
        @Nullable String user) {

    private static final Pattern SIZE = Pattern.compile("(\\d{1,12})([kmg]?)b?");

    /** What it may use; {@code memory} is a number of bytes or a text such as {@code 512m}. */
    record Limits(
            @Nullable Object memory,
            @Nullable Double cpus,
            @Nullable Integer gpus) {}

    /** When it is started again: {@code always}, {@code on-failure} or {@code never}. */
    record Restart(@Nullable String policy, @Nullable Integer retries) {}

    /** The same in the words of the orchestrator. */
    ServiceOverrides overrides() {
        List<Problem.FieldError> errors = new ArrayList<>();
        ServiceOverrides.Builder said = ServiceOverrides.builder();
        if (name != null) {
            said.name(name);
        }
        if (port != null) {
            if (port < 1 || port > 65535) {
                errors.add(new Problem.FieldError("service_config.port", "must be 1 to 65535"));
            }
            said.port(port);
        }
        if (host != null) {
            said.host(host);
        }
        if (timeout != null) {
            said.timeout(seconds("timeout", timeout, errors));
        }
        if (startTimeout != null) {
            said.startTimeout(seconds("start_timeout", startTimeout, errors));
        }
        if (env != null) {
            said.environment(texts(env, errors));
        }
        if (replicas != null) {
            said.replicas(replicas);
        }
        if (runtime != null) {
            said.runtime(runtime);
        }
        if (group != null) {
            said.group(group);
        }
        if (autoDeploy != null) {
            said.autoDeploy(autoDeploy);
        }
        if (command != null) {
            if (command.isEmpty() || command.contains(null) || command.get(0).isBlank()) {
                errors.add(new Problem.FieldError("service_config.command", "must be a list of words"));
            } else {
                said.command(command);
            }
        }
        if (user != null) {
            said.user(user);
        }
        addLimits(said, errors);
        if (!errors.isEmpty()) {
            throw ProblemException.ofFields(errors);
        }
        return said.build();
    }

    private void addLimits(ServiceOverrides.Builder said, List<Problem.FieldError> errors) {
        if (restart != null && restart.policy() != null) {
            said.restartPolicy(restart.policy());
        }
        if (restart != null && restart.retries() != null) {
            said.restartRetries(restart.retries());
        }
        if (resources == null) {
            return;
        }
        try {
            said.resources(new Resources(
                    resources.memory() == null ? OptionalLong.empty() : OptionalLong.of(bytes(resources.memory())),
                    resources.cpus() == null ? OptionalDouble.empty() : OptionalDouble.of(resources.cpus()),
                    resources.gpus() == null ? OptionalInt.empty() : OptionalInt.of(resources.gpus())));
        } catch (IllegalArgumentException wrong) {
            errors.add(new Problem.FieldError("service_config.resources", String.valueOf(wrong.getMessage())));
        }
    }

    /** Numbers and truth values are written as they stand: {@code {"GPU": 0}} is the text 0. */
    private static Map<String, String> texts(Map<String, Object> values, List<Problem.FieldError> errors) {
        Map<String, String> texts = new LinkedHashMap<>();
        values.forEach((name, value) -> {
            if (value instanceof String || value instanceof Number || value instanceof Boolean) {
                texts.put(name, value.toString());
            } else {
                errors.add(
                        new Problem.FieldError("service_config.env." + name, "must be a text, number or truth value"));
            }
        });
        return texts;
    }

    private static Duration seconds(String field, double value, List<Problem.FieldError> errors) {
        if (!(value > 0 && value <= 86_400)) {
            errors.add(
                    new Problem.FieldError("service_config." + field, "must be more than 0 and at most 86400 seconds"));
            return Duration.ofSeconds(1);
        }
        return Duration.ofMillis(Math.max(1, Math.round(value * 1000)));
    }

    private static long bytes(Object memory) {
        Matcher size = SIZE.matcher(memory.toString().strip().toLowerCase(Locale.ROOT));
        if (!size.matches()) {
            throw new IllegalArgumentException("memory must be a number of bytes or look like 512m");
        }
        long factor = switch (size.group(2)) {
            case "k" -> 1L << 10;
            case "m" -> 1L << 20;
            case "g" -> 1L << 30;
            default -> 1L;
        };
        return Math.multiplyExact(Long.parseLong(size.group(1)), factor);
    }
}
