package io.aiops.config;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All layers at one position of the store. Immutable but for the values that it has worked out already. */
final class ConfigSnapshot {

    private static final int MOST_CONTEXTS = 4096;

    private final StaticLayers statics;
    private final StoredEntries stored;
    private final DatabaseLayer database;
    private final List<Layer> layers;
    private final SecretReader secrets;
    private final EffectiveValues system;
    private final ConcurrentMap<ConfigContext, EffectiveValues> others = new ConcurrentHashMap<>();

    ConfigSnapshot(StaticLayers statics, StoredEntries stored, boolean hasStore, SecretReader secrets) {
        this.statics = statics;
        this.stored = stored;
        this.secrets = secrets;
        this.database = new DatabaseLayer(stored, hasStore);
        this.layers = statics.around(database);
        this.system = new EffectiveValues(this, ConfigContext.SYSTEM);
    }

    /** The same layers around other stored values. */
    ConfigSnapshot with(StoredEntries next) {
        return new ConfigSnapshot(statics, next, true, secrets);
    }

    /** What counts for everybody. */
    EffectiveValues system() {
        return system;
    }

    /** What counts in a context. */
    EffectiveValues in(ConfigContext context) {
        if (context.equals(ConfigContext.SYSTEM)) {
            return system;
        }
        EffectiveValues known = others.get(context);
        if (known != null) {
            return known;
        }
        if (others.size() >= MOST_CONTEXTS) {
            others.clear();
        }
        return others.computeIfAbsent(context, wanted -> new EffectiveValues(this, wanted));
    }

    StoredEntries stored() {
        return stored;
    }

    ConfigRegistry registry() {
        return statics.registry();
    }

    SecretReader secrets() {
        return secrets;
    }

    List<Layer> layers() {
        return layers;
    }

    long revision() {
        return stored.position().map(StorePosition::revision).orElse(0L);
    }

    /** Whether nobody knows what the store holds. */
    boolean isStoreUnknown() {
        return database.isUnavailable();
    }

    /** A value in clear. */
    Optional<JsonValue> reveal(String key, ConfigContext context) {
        return Lookup.of(this, key, context)
                .winner()
                .map(hit -> hit.value() instanceof StoredValue.Sealed sealed
                        ? secrets.open(hit.entry().orElseThrow(), sealed)
                        : hit.value().plain().orElseThrow());
    }

    /** Names of the keys that may have a value in a context. */
    Set<String> keysIn(ConfigContext context) {
        Set<ConfigScope> scopes = new HashSet<>(context.scopes());
        Stream<ConfigId> ids = Stream.concat(
                stored.all().stream().map(judged -> judged.entry().id()),
                Stream.concat(statics.above().stream(), statics.below().stream())
                        .flatMap(layer -> layer.ids().stream()));
        Set<String> keys = ids.filter(id -> scopes.contains(id.scope()))
                .map(ConfigId::key)
                .collect(Collectors.toCollection(TreeSet::new));
        registry().keys().forEach(key -> keys.add(key.name()));
        return keys;
    }

    /** Required keys that everybody may have a value of, and that have none. */
    List<String> missing() {
        return registry().keys().stream()
                .filter(key -> key.required() && key.scopes().contains(ScopeType.SYSTEM))
                .map(ConfigKey::name)
                .filter(key ->
                        Lookup.of(this, key, ConfigContext.SYSTEM).winner().isEmpty())
                .toList();
    }

    /** Stored values that do not fit, in words. */
    List<String> invalid() {
        return stored.all().stream()
                .sorted(java.util.Comparator.comparing(judged -> judged.entry().id()))
                .map(JudgedEntry::complaint)
                .flatMap(Optional::stream)
                .toList();
    }

    List<String> unknownVariables() {
        return statics.unknownVariables();
    }
}
