package io.aiops.config;

import io.aiops.service.ServiceId;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The keys that a program knows, by name, by alias and by environment variable. Immutable. */
public final class ConfigRegistry {

    /** What every environment variable of this platform begins with. */
    static final String PREFIX = "AIOPS__";

    private static final String SERVICES = PREFIX + "SERVICES__";
    private static final Pattern SENSITIVE =
            Pattern.compile("(.*-)?(password|passwd|secret|token|credentials?|api-key|access-key|private-key)");

    private final List<ConfigKey<?>> keys;
    private final Map<String, ConfigKey<?>> byName;
    private final Map<String, ConfigKey<?>> byVariable;

    private ConfigRegistry(Set<ConfigKey<?>> declared) {
        keys = declared.stream().sorted(Comparator.comparing(ConfigKey::name)).toList();
        Claims names = new Claims("key");
        Claims variables = new Claims("environment variable");
        for (ConfigKey<?> key : keys) {
            namesOf(key).forEach(name -> names.claim(ConfigId.requireKey(name), key));
            variablesOf(key).forEach(variable -> variables.claim(variable, key));
        }
        keys.forEach(ConfigRegistry::refuseForeignVariables);
        byName = names.granted();
        byVariable = variables.granted();
    }

    /** Begins with no keys. */
    public static Builder builder() {
        return new Builder();
    }

    /** A key by its name or one of its aliases. */
    public Optional<ConfigKey<?>> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** All keys, by name. */
    public List<ConfigKey<?>> keys() {
        return keys;
    }

    /**
     * Whether the value of a key must not be shown: a declared key says so itself, any other one is judged by its last
     * segment, such as {@code password} or {@code access-token}.
     */
    public boolean isSensitive(String key) {
        return find(key)
                .map(ConfigKey::isSensitive)
                .orElseGet(() -> SENSITIVE
                        .matcher(key.substring(key.lastIndexOf('.') + 1))
                        .matches());
    }

    /**
     * The environment variable of a key: {@code server.port} is {@code AIOPS__SERVER__PORT}. No other key has the same one,
     * and the language of the machine plays no part.
     */
    public static String variableOf(String key) {
        return PREFIX + upper(key);
    }

    /**
     * The environment variable of a key for one service: {@code service.port} of {@code text-classify} is
     * {@code AIOPS__SERVICES__TEXT_CLASSIFY__SERVICE__PORT}.
     *
     * @return empty for an id with two dashes in a row, whose variable would not be its own
     */
    public static Optional<String> variableOf(ServiceId service, String key) {
        return service.value().contains("--")
                ? Optional.empty()
                : Optional.of(SERVICES + upper(service.value()) + "__" + upper(key));
    }

    /** The name of a key in this registry: an alias becomes the name of its key, anything else stays as it is. */
    String canonical(String name) {
        return find(name).map(ConfigKey::name).orElse(name);
    }

    /** A key by one of its variables for everybody. */
    Optional<ConfigKey<?>> findByVariable(String variable) {
        return Optional.ofNullable(byVariable.get(variable));
    }

    /** The name and the aliases of a key, the strongest first. */
    static List<String> namesOf(ConfigKey<?> key) {
        return Stream.concat(Stream.of(key.name()), key.aliases().stream()).toList();
    }

    /** The variables of a key for everybody, the strongest first. */
    static List<String> variablesOf(ConfigKey<?> key) {
        return Stream.concat(namesOf(key).stream().map(ConfigRegistry::variableOf), key.variables().stream())
                .distinct()
                .toList();
    }

    private static String upper(String text) {
        return text.toUpperCase(Locale.ROOT).replace('-', '_').replace(".", "__");
    }

    private static void refuseForeignVariables(ConfigKey<?> key) {
        for (String variable : key.variables()) {
            if (variable.startsWith(SERVICES) || variable.isBlank()) {
                throw new IllegalArgumentException("\"" + variable + "\" cannot be a variable of " + key
                        + ": it belongs to services or to nobody");
            }
        }
    }

    /** Who has which name; the second one who wants a name is refused. */
    private static final class Claims {
        private final String kind;
        private final Map<String, ConfigKey<?>> owners = new TreeMap<>();

        Claims(String kind) {
            this.kind = kind;
        }

        void claim(String name, ConfigKey<?> key) {
            ConfigKey<?> owner = owners.putIfAbsent(name, key);
            if (owner != null) {
                throw new IllegalArgumentException(
                        "the " + kind + " " + name + " belongs to two configuration keys, " + owner + " and " + key);
            }
        }

        Map<String, ConfigKey<?>> granted() {
            return Map.copyOf(owners);
        }
    }

    /** Collects keys. */
    public static final class Builder {
        private final Set<ConfigKey<?>> keys = new LinkedHashSet<>();

        private Builder() {}

        /** Adds keys; the same key twice is once. */
        public Builder add(ConfigKey<?>... more) {
            return addAll(List.of(more));
        }

        /** Adds keys; the same key twice is once. */
        public Builder addAll(Collection<? extends ConfigKey<?>> more) {
            keys.addAll(more);
            return this;
        }

        /**
         * The registry.
         *
         * @throws IllegalArgumentException naming both, if two keys have one name, alias or environment variable
         */
        public ConfigRegistry build() {
            return new ConfigRegistry(keys);
        }
    }
}
