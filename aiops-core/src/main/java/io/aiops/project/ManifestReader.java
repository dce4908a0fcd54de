package io.aiops.project;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.service.Resources;
import io.aiops.service.ServiceId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;

/** Reads {@code aiops.yaml} and names everything that is wrong with it at once. */
final class ManifestReader {

    private static final int MAX_BYTES = 256 * 1024;
    private static final Pattern SIZE = Pattern.compile("(\\d{1,15})\\s*([kmgt]?)i?b?", Pattern.CASE_INSENSITIVE);
    private static final Pattern TIME = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,3})?)\\s*(ms|s|m|h)?");
    private static final Map<String, Set<String>> KEYS = Map.of(
            "",
            Set.of(
                    "id",
                    "name",
                    "runtime",
                    "command",
                    "build",
                    "port",
                    "timeout",
                    "health",
                    "resources",
                    "restart",
                    "stop",
                    "env"),
            "health.",
            Set.of("path", "interval", "timeout", "start_timeout"),
            "resources.",
            Set.of("memory", "cpus", "gpus"),
            "restart.",
            Set.of("policy", "start_seconds", "retries"),
            "stop.",
            Set.of("signal", "grace"));

    private final YAMLMapper yaml;
    private final List<Map<String, String>> problems = new ArrayList<>();

    private ManifestReader() {
        LoaderOptions limits = new LoaderOptions();
        limits.setMaxAliasesForCollections(20);
        limits.setNestingDepthLimit(20);
        limits.setCodePointLimit(MAX_BYTES);
        limits.setAllowDuplicateKeys(false);
        yaml = new YAMLMapper(YAMLFactory.builder().loaderOptions(limits).build());
    }

    /**
     * Reads a manifest.
     *
     * @throws AiOpsException {@code INVALID_MANIFEST} with all {@code errors}
     */
    static Manifest read(Path file) {
        return new ManifestReader().readFile(file);
    }

    private Manifest readFile(Path file) {
        JsonNode root = parse(file);
        if (root.isMissingNode() || root.isNull()) {
            return Manifest.EMPTY;
        }
        if (!root.isObject()) {
            wrong("", "must be keys and values");
            throw refused();
        }
        checkKeys(root, "");
        Manifest manifest = new Manifest(
                text(root, "id").map(this::serviceId),
                text(root, "name"),
                text(root, "runtime").flatMap(this::kind),
                list(root, "command"),
                list(root, "build"),
                integer(root, "port", 1, 65535),
                time(root, "timeout"),
                health(section(root, "health")),
                resources(section(root, "resources")),
                restart(section(root, "restart")),
                new Manifest.StopPart(
                        text(section(root, "stop"), "stop.", "signal"), time(section(root, "stop"), "stop.", "grace")),
                environment(root.path("env")));
        if (!problems.isEmpty()) {
            throw refused();
        }
        return manifest;
    }

    private JsonNode parse(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                wrong("", "is larger than " + MAX_BYTES + " bytes");
                throw refused();
            }
            JsonNode root = yaml.readTree(Files.readAllBytes(file));
            return root == null ? MissingNode.getInstance() : root;
        } catch (JsonProcessingException notYaml) {
            wrong(
                    "",
                    "is not valid YAML: "
                            + notYaml.getOriginalMessage().lines().findFirst().orElse(""));
            throw refused();
        } catch (IOException failure) {
            throw FileTree.failed("read", file, failure);
        }
    }

    private Manifest.HealthPart health(JsonNode node) {
        return new Manifest.HealthPart(
                text(node, "health.", "path"),
                time(node, "health.", "interval"),
                time(node, "health.", "timeout"),
                time(node, "health.", "start_timeout"));
    }

    private Resources resources(JsonNode node) {
        OptionalLong memory = OptionalLong.empty();
        Optional<String> said = text(node, "resources.", "memory");
        if (said.isPresent()) {
            memory = bytes(said.get());
        }
        OptionalDouble cpus = OptionalDouble.empty();
        JsonNode number = node.path("cpus");
        if (number.isNumber() && number.asDouble() > 0) {
            cpus = OptionalDouble.of(number.asDouble());
        } else if (!absent(number)) {
            wrong("resources.cpus", "must be a number above 0");
        }
        OptionalInt gpus = integer(node, "resources.", "gpus", 0, 64);
        try {
            return new Resources(memory, cpus, gpus);
        } catch (IllegalArgumentException bad) {
            wrong("resources", String.valueOf(bad.getMessage()));
            return Resources.UNLIMITED;
        }
    }

    private Manifest.RestartPart restart(JsonNode node) {
        return new Manifest.RestartPart(
                text(node, "restart.", "policy"),
                time(node, "restart.", "start_seconds"),
                integer(node, "restart.", "retries", 0, 1000));
    }

    private Map<String, String> environment(JsonNode node) {
        Map<String, String> values = new HashMap<>();
        if (absent(node)) {
            return values;
        }
        if (!node.isObject()) {
            wrong("env", "must be names and values");
            return values;
        }
        node.properties().forEach(entry -> {
            if (!entry.getKey().matches("[A-Za-z_][A-Za-z0-9_]*")) {
                wrong("env." + entry.getKey(), "is no variable name");
            } else if (!entry.getValue().isValueNode()) {
                wrong("env." + entry.getKey(), "must be a text or a number");
            } else {
                values.put(entry.getKey(), entry.getValue().asText());
            }
        });
        return values;
    }

    private JsonNode section(JsonNode root, String name) {
        JsonNode node = root.path(name);
        if (absent(node)) {
            return MissingNode.getInstance();
        }
        if (!node.isObject()) {
            wrong(name, "must be keys and values");
            return MissingNode.getInstance();
        }
        checkKeys(node, name + ".");
        return node;
    }

    private void checkKeys(JsonNode node, String prefix) {
        Set<String> known = KEYS.getOrDefault(prefix, Set.of());
        node.fieldNames().forEachRemaining(key -> {
            if (!known.contains(key)) {
                wrong(
                        prefix + key,
                        "is not known; known are " + known.stream().sorted().toList());
            }
        });
    }

    private Optional<String> text(JsonNode node, String key) {
        return text(node, "", key);
    }

    private Optional<String> text(JsonNode node, String prefix, String key) {
        JsonNode value = node.path(key);
        if (absent(value)) {
            return Optional.empty();
        }
        if (!value.isValueNode() || value.asText().isBlank() || value.asText().length() > 4096) {
            wrong(prefix + key, "must be a text");
            return Optional.empty();
        }
        return Optional.of(value.asText());
    }

    private Optional<List<String>> list(JsonNode node, String key) {
        JsonNode value = node.path(key);
        if (absent(value)) {
            return Optional.empty();
        }
        List<String> parts = new ArrayList<>();
        if (value.isArray()) {
            value.forEach(part -> parts.add(part.isValueNode() ? part.asText() : ""));
        }
        if (parts.isEmpty() || parts.get(0).isBlank() || !value.isArray()) {
            wrong(key, "must be a list: the program, then its arguments, such as [python, main.py]; no shell reads it");
            return Optional.empty();
        }
        return Optional.of(parts);
    }

    private OptionalInt integer(JsonNode node, String key, int least, int most) {
        return integer(node, "", key, least, most);
    }

    private OptionalInt integer(JsonNode node, String prefix, String key, int least, int most) {
        JsonNode value = node.path(key);
        if (absent(value)) {
            return OptionalInt.empty();
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.asInt() < least || value.asInt() > most) {
            wrong(prefix + key, "must be a whole number from " + least + " to " + most);
            return OptionalInt.empty();
        }
        return OptionalInt.of(value.asInt());
    }

    private Optional<Duration> time(JsonNode node, String key) {
        return time(node, "", key);
    }

    private Optional<Duration> time(JsonNode node, String prefix, String key) {
        JsonNode value = node.path(key);
        if (absent(value)) {
            return Optional.empty();
        }
        Matcher parts = TIME.matcher(value.asText());
        if (!value.isValueNode() || !parts.matches()) {
            wrong(prefix + key, "must be a time such as 30, 30s or 2m");
            return Optional.empty();
        }
        @Nullable String unit = parts.group(2);
        double factor = switch (unit == null ? "s" : unit) {
            case "ms" -> 1;
            case "m" -> 60_000;
            case "h" -> 3_600_000;
            default -> 1000;
        };
        return Optional.of(Duration.ofMillis(Math.round(Double.parseDouble(parts.group(1)) * factor)));
    }

    private OptionalLong bytes(String said) {
        Matcher parts = SIZE.matcher(said.strip());
        if (!parts.matches()) {
            wrong("resources.memory", "must be a size such as 512m or 2g");
            return OptionalLong.empty();
        }
        Function<String, Integer> shift =
                unit -> unit.isEmpty() ? 0 : 10 * ("kmgt".indexOf(unit.toLowerCase(Locale.ROOT)) + 1);
        return OptionalLong.of(Long.parseLong(parts.group(1)) << shift.apply(parts.group(2)));
    }

    private String serviceId(String said) {
        try {
            return ServiceId.of(said).value();
        } catch (AiOpsException bad) {
            wrong("id", bad.message());
            return said;
        }
    }

    private Optional<ProjectKind> kind(String said) {
        for (ProjectKind kind : ProjectKind.values()) {
            if (kind.word().equals(said)) {
                return Optional.of(kind);
            }
        }
        wrong("runtime", "must be python, node, java, command or dockerfile");
        return Optional.empty();
    }

    private static boolean absent(JsonNode node) {
        return node.isMissingNode() || node.isNull();
    }

    private void wrong(String field, String message) {
        problems.add(Map.of("field", field, "message", message));
    }

    private AiOpsException refused() {
        List<String> words = problems.stream()
                .map(problem -> (problem.get("field") + " " + problem.get("message")).strip())
                .toList();
        return new AiOpsException(ErrorCode.INVALID_MANIFEST, "aiops.yaml: " + String.join("; ", words))
                .with("errors", List.copyOf(problems));
    }
}
