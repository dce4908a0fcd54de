package io.aiops.config;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Looks one key up in one context of one snapshot: layer by layer, and within a layer person, service, everybody.
 *
 * @param snapshot where
 * @param key the name of the key
 * @param declared the key, if it is declared
 * @param context for whom
 * @param ids the key in each scope of the context, the strongest first
 */
record Lookup(
        ConfigSnapshot snapshot,
        String key,
        Optional<ConfigKey<?>> declared,
        ConfigContext context,
        List<ConfigId> ids) {

    /**
     * Looks up a name or an alias.
     *
     * @throws AiOpsException {@code INVALID_CONFIG_KEY}
     */
    static Lookup of(ConfigSnapshot snapshot, String name, ConfigContext context) {
        Optional<ConfigKey<?>> declared = snapshot.registry().find(name);
        String key = declared.map(ConfigKey::name).orElseGet(() -> ConfigId.requireKey(name));
        List<ConfigId> ids =
                context.scopes().stream().map(scope -> new ConfigId(scope, key)).toList();
        return new Lookup(snapshot, key, declared, context, ids);
    }

    /** The value that counts; empty if nobody sets one and there is no default. */
    Optional<Hit> winner() {
        for (Layer layer : snapshot.layers()) {
            if (forbids(layer)) {
                continue;
            }
            for (ConfigId id : ids(layer)) {
                Optional<Hit> hit = allows(layer, id) ? layer.look(id).hit() : Optional.empty();
                if (hit.isPresent()) {
                    return hit;
                }
            }
        }
        return Optional.empty();
    }

    /** Whether nobody knows if the store has a value, because it has not answered since the start. */
    boolean isUnknown() {
        return snapshot.isStoreUnknown()
                && declared.map(known -> known.sources().contains(ConfigSource.DATABASE))
                        .orElse(true);
    }

    /** The error of a key of which nobody knows whether it has a value. */
    AiOpsException unknown() {
        return new AiOpsException(
                        ErrorCode.DATABASE_UNAVAILABLE,
                        "nobody knows whether " + key + " has a value: the configuration store has not answered since "
                                + "the start")
                .with("key", key);
    }

    /** The error of a key without a value, which says what would set it. */
    AiOpsException notFound() {
        List<String> ways = new ArrayList<>();
        for (ConfigId id : ids) {
            for (Layer layer : snapshot.layers()) {
                boolean settable =
                        layer.source() == ConfigSource.ARGUMENT || layer.source() == ConfigSource.ENVIRONMENT;
                if (settable && !forbids(layer) && allows(layer, id)) {
                    layer.tried(id).stream().findFirst().ifPresent(ways::add);
                }
            }
        }
        String how = ways.isEmpty() ? "" : "; set " + String.join(" or ", ways);
        return new AiOpsException(
                        ErrorCode.CONFIG_NOT_FOUND, "configuration key " + key + of(context) + " has no value" + how)
                .with("key", key);
    }

    /** Whether a value may not be shown. */
    boolean isSensitive(Hit hit) {
        return hit.value().isSensitive() || snapshot.registry().isSensitive(key);
    }

    /** The value as it may be shown to anybody who may read it. */
    ConfigValue show(Hit hit, boolean stale) {
        boolean sensitive = isSensitive(hit);
        String said = declared.map(ConfigKey::description).orElse("");
        return new ConfigValue(
                key,
                hit.scope(),
                sensitive ? ConfigValue.MASK : hit.value().plain().orElse(ConfigValue.MASK),
                hit.source(),
                hit.name(),
                writersRevision(),
                sensitive,
                stale,
                said.isEmpty() ? hit.entry().map(ConfigEntry::description).orElse("") : said,
                hit.entry().map(ConfigEntry::updatedBy),
                hit.entry().map(ConfigEntry::updatedAt));
    }

    private long writersRevision() {
        return ids.stream()
                .filter(id -> allowsScope(id.scope()))
                .findFirst()
                .flatMap(id -> snapshot.stored().find(id))
                .map(judged -> judged.entry().revision())
                .orElse(0L);
    }

    /** Where a layer is looked at; a default is everybody's, and everybody is the last scope of every context. */
    List<ConfigId> ids(Layer layer) {
        return layer.source() == ConfigSource.DEFAULT ? ids.subList(ids.size() - 1, ids.size()) : ids;
    }

    /** Whether the key may not be set in a layer at all. */
    boolean forbids(Layer layer) {
        return declared.map(
                        known -> !known.sources().contains(layer.source()) && layer.source() != ConfigSource.DEFAULT)
                .orElse(false);
    }

    /** Whether a layer may have a value of the key in a scope. */
    boolean allows(Layer layer, ConfigId id) {
        return layer.source() == ConfigSource.DEFAULT || allowsScope(id.scope());
    }

    private boolean allowsScope(ConfigScope scope) {
        return declared.map(known -> known.scopes().contains(scope.type())).orElse(true);
    }

    private static String of(ConfigContext context) {
        return context.equals(ConfigContext.SYSTEM)
                ? ""
                : " of " + context.scopes().get(0);
    }
}
