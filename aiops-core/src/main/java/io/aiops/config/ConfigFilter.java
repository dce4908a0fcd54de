package io.aiops.config;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which changes a listener hears of. Begins with a choice of keys, for everybody; {@link #in} and {@link #everywhere} choose
 * other contexts.
 *
 * @param keys exact keys
 * @param prefixes keys and everything below them: {@code db} matches {@code db} and {@code db.port}, not {@code dbs}
 * @param everyKey every key
 * @param contexts the contexts whose effective values are watched
 * @param everyScope besides, every service and person for whom values are stored
 */
public record ConfigFilter(
        Set<String> keys, Set<String> prefixes, boolean everyKey, Set<ConfigContext> contexts, boolean everyScope) {

    private static final Set<ConfigContext> SYSTEM = Set.of(ConfigContext.SYSTEM);

    /**
     * Checks the keys.
     *
     * @throws io.aiops.error.AiOpsException {@code INVALID_CONFIG_KEY}
     */
    public ConfigFilter {
        keys = Set.copyOf(keys);
        prefixes = Set.copyOf(prefixes);
        contexts = Set.copyOf(contexts);
        keys.forEach(ConfigId::requireKey);
        prefixes.forEach(ConfigId::requireKey);
    }

    /** Exactly these keys. */
    public static ConfigFilter keys(String... names) {
        return new ConfigFilter(Set.of(names), Set.of(), false, SYSTEM, false);
    }

    /** Exactly this key. */
    public static ConfigFilter key(ConfigKey<?> key) {
        return keys(key.name());
    }

    /** Keys that are, or lie below, a segment prefix. */
    public static ConfigFilter under(String prefix) {
        return new ConfigFilter(Set.of(), Set.of(prefix), false, SYSTEM, false);
    }

    /** Every key. */
    public static ConfigFilter allKeys() {
        return new ConfigFilter(Set.of(), Set.of(), true, SYSTEM, false);
    }

    /** The same keys in these contexts instead. */
    public ConfigFilter in(ConfigContext first, ConfigContext... more) {
        Set<ConfigContext> chosen = new java.util.LinkedHashSet<>(List.of(more));
        chosen.add(first);
        return new ConfigFilter(keys, prefixes, everyKey, chosen, false);
    }

    /** The same keys for everybody and for every service and person for whom values are stored. */
    public ConfigFilter everywhere() {
        return new ConfigFilter(keys, prefixes, everyKey, SYSTEM, true);
    }

    /** Whether a key is one of those. */
    public boolean matches(String key) {
        return everyKey
                || keys.contains(key)
                || prefixes.stream().anyMatch(prefix -> key.equals(prefix) || key.startsWith(prefix + "."));
    }

    /** The same with the names of keys instead of their aliases. */
    ConfigFilter canonical(ConfigRegistry registry) {
        Set<String> names = new TreeSet<>();
        keys.forEach(key -> names.add(registry.canonical(key)));
        return new ConfigFilter(names, prefixes, everyKey, contexts, everyScope);
    }

    /** The keys, for health. */
    @Override
    public String toString() {
        TreeSet<String> names = new TreeSet<>(keys);
        prefixes.forEach(prefix -> names.add(prefix + ".*"));
        return everyKey ? "all keys" : String.join(", ", names);
    }
}
