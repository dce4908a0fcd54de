package io.aiops.config;

import io.aiops.config.ConfigExplanation.Outcome;
import io.aiops.config.ConfigExplanation.Step;
import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.service.ServiceId;
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

    /**
     * What to tell who needs a value and finds none.
     *
     * @throws AiOpsException {@code DATABASE_UNAVAILABLE} if nobody knows whether the store has one
     */
    void requireKnown() {
        boolean mayBeStored = declared.map(known -> known.sources().contains(ConfigSource.DATABASE))
                .orElse(true);
        if (mayBeStored && snapshot.isStoreUnknown()) {
            throw new AiOpsException(
                            ErrorCode.DATABASE_UNAVAILABLE,
                            "nobody knows whether " + key + " has a value: the configuration store has not answered "
                                    + "since the start")
                    .with("key", key);
        }
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

    /** Every place in order, and what came of it. */
    List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        boolean decided = false;
        for (Layer layer : snapshot.layers()) {
            for (ConfigId id : ids(layer)) {
                if (layer instanceof StaticLayer && id.scope().type() == ScopeType.USER) {
                    continue; // values of persons are in the database alone
                }
                Step step = step(layer, id, decided);
                decided = decided || step.outcome() == Outcome.WINS;
                steps.add(step);
            }
        }
        return steps;
    }

    private Step step(Layer layer, ConfigId id, boolean decided) {
        if (forbids(layer)) {
            return step(layer, id, Finding.none(Outcome.FORBIDDEN, "the key may not be set there"));
        }
        if (!allows(layer, id)) {
            String why =
                    declared.flatMap(known -> Rules.scope(known, id.scope())).orElse("");
            return step(layer, id, Finding.none(Outcome.FORBIDDEN, "the key " + why));
        }
        Finding found = layer.look(id);
        boolean shadowed = decided && found.outcome() == Outcome.WINS;
        if (shadowed) {
            found = new Finding(Outcome.SHADOWED, found.hit(), "a stronger place has a value");
        } else if (found.outcome() == Outcome.ABSENT) {
            found = Finding.none(Outcome.ABSENT, absence(layer, id));
        }
        return step(layer, id, found);
    }

    private Step step(Layer layer, ConfigId id, Finding finding) {
        Optional<JsonValue> shown = finding.hit()
                .map(hit -> isSensitive(hit)
                        ? ConfigValue.MASK
                        : hit.value().plain().orElse(ConfigValue.MASK));
        List<String> tried = finding.outcome() == Outcome.FORBIDDEN ? List.of() : layer.tried(id);
        return new Step(layer.source(), id.scope(), tried, finding.outcome(), shown, finding.reason());
    }

    private static String absence(Layer layer, ConfigId id) {
        boolean noVariable = layer.source() == ConfigSource.ENVIRONMENT
                && id.scope().type() == ScopeType.SERVICE
                && ConfigRegistry.variableOf(ServiceId.of(id.scope().id()), id.key())
                        .isEmpty();
        return noVariable
                ? "service " + id.scope().id() + " has no variables of its own, because of the two dashes in its id"
                : "";
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
    private List<ConfigId> ids(Layer layer) {
        return layer.source() == ConfigSource.DEFAULT ? ids.subList(ids.size() - 1, ids.size()) : ids;
    }

    private boolean forbids(Layer layer) {
        return declared.map(
                        known -> !known.sources().contains(layer.source()) && layer.source() != ConfigSource.DEFAULT)
                .orElse(false);
    }

    private boolean allows(Layer layer, ConfigId id) {
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
