package io.aiops.config;

import io.aiops.error.AiOpsException;
import io.aiops.service.ServiceId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Collects the values of one layer, checks each against its key, and says what is wrong under the name that was written. */
final class LayerBuilder {

    /** Under which services stand in arguments and files. */
    static final String SERVICES = "services.";

    private final ConfigSource source;
    private final ConfigRegistry registry;
    private final List<String> problems;
    private final Map<ConfigId, Hit> values = new HashMap<>();

    LayerBuilder(ConfigSource source, ConfigRegistry registry, List<String> problems) {
        this.source = source;
        this.registry = registry;
        this.problems = problems;
    }

    void problem(String name, String what) {
        problems.add(name + ": " + what);
    }

    /** How many problems there are so far. */
    int problemCount() {
        return problems.size();
    }

    /** Says more to the problems that came after there were so many. */
    void addToProblemsSince(int count, String more) {
        problems.subList(count, problems.size()).replaceAll(problem -> problem + more);
    }

    /**
     * What a written key is about: {@code services.<id>.<key>} is a value of one service. An alias becomes the name of its
     * key. Empty, and a problem, if it cannot be the key of anything.
     */
    Optional<ConfigId> idOf(String written, String name) {
        try {
            if (!written.startsWith(SERVICES)) {
                Optional<ConfigKey<?>> key = registry.find(written);
                if (key.isEmpty()) {
                    problem(name, "no such setting");
                }
                return key.map(known -> ConfigId.system(known.name()));
            }
            String rest = written.substring(SERVICES.length());
            int dot = rest.indexOf('.');
            if (dot < 0) {
                problem(name, "no such setting");
                return Optional.empty();
            }
            ConfigScope scope = ConfigScope.of(ServiceId.of(rest.substring(0, dot)));
            return Optional.of(new ConfigId(scope, registry.canonical(rest.substring(dot + 1))));
        } catch (AiOpsException refused) {
            problem(name, refused.message());
            return Optional.empty();
        }
    }

    /** Adds a value that is a text; empty counts as unset unless the key says otherwise. */
    void add(ConfigId id, String text, String name) {
        read(id, text, name).ifPresent(value -> put(id, value, name));
    }

    /** Checks a value that is a text and adds it unless there is one already. */
    void addWeaker(ConfigId id, String text, String name) {
        read(id, text, name).filter(value -> !values.containsKey(id)).ifPresent(value -> put(id, value, name));
    }

    /** Adds a value. */
    void add(ConfigId id, JsonValue value, String name) {
        if (fits(id, value, name)) {
            put(id, value, name);
        }
    }

    private Optional<JsonValue> read(ConfigId id, String text, String name) {
        Optional<ConfigKey<?>> key = registry.find(id.key());
        if (text.isEmpty() && !key.map(ConfigKey::emptyIsValue).orElse(false)) {
            return Optional.empty();
        }
        try {
            JsonValue value = key.map(known -> known.type().read(text)).orElseGet(() -> JsonValue.of(text));
            return Optional.of(value).filter(read -> fits(id, read, name));
        } catch (AiOpsException notThat) {
            problem(name, notThat.message() + (registry.isSensitive(id.key()) ? "" : ", not " + Shown.of(text)));
            return Optional.empty();
        }
    }

    private boolean fits(ConfigId id, JsonValue value, String name) {
        List<String> wrong = registry.find(id.key())
                .map(key -> problems(key, id.scope(), value))
                .orElse(List.of());
        if (!wrong.isEmpty()) {
            problem(name, String.join("; ", wrong));
        }
        return wrong.isEmpty();
    }

    private void put(ConfigId id, JsonValue value, String name) {
        Hit hit = new Hit(source, id.scope(), name, new StoredValue.Plain(value), Optional.empty());
        Hit other = values.putIfAbsent(id, hit);
        if (other != null) {
            problem(name, "given twice" + (other.name().equals(name) ? "" : ", also as " + other.name()));
        }
    }

    StaticLayer build(Function<ConfigId, List<String>> names) {
        return new StaticLayer(source, values, names);
    }

    private List<String> problems(ConfigKey<?> key, ConfigScope scope, JsonValue value) {
        if (!key.sources().contains(source)) {
            return List.of("can be set by " + placesOf(key) + " only");
        }
        return Rules.scope(key, scope).map(List::of).orElseGet(() -> Rules.value(key, value));
    }

    private static String placesOf(ConfigKey<?> key) {
        return new TreeSet<>(key.sources())
                .stream()
                        .filter(allowed -> allowed != ConfigSource.DEFAULT)
                        .map(allowed -> allowed == ConfigSource.ENVIRONMENT ? "environment" : allowed.word())
                        .collect(Collectors.joining(" or "));
    }
}
