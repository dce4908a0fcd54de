package io.aiops.config;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The values of one context of one snapshot. Each key is looked up and converted once; from then on a read is one step in a
 * hash table.
 */
final class EffectiveValues {

    /** Keys made anew for each read must not fill the memory. */
    private static final int MOST_KEYS = 20_000;

    private final ConfigSnapshot snapshot;
    private final ConfigContext context;
    private final ConcurrentMap<ConfigKey<?>, Resolved> known = new ConcurrentHashMap<>();

    EffectiveValues(ConfigSnapshot snapshot, ConfigContext context) {
        this.snapshot = snapshot;
        this.context = context;
    }

    @SuppressWarnings("unchecked") // what is kept for a key was made by its conversion
    <T> T get(ConfigKey<T> key) {
        Resolved resolved = resolved(key);
        Object value = resolved.value;
        return value != null
                ? (T) value
                : open(key, resolved).orElseThrow(() -> lookup(key).notFound());
    }

    @SuppressWarnings("unchecked") // what is kept for a key was made by its conversion
    <T> Optional<T> find(ConfigKey<T> key) {
        Resolved resolved = resolved(key);
        return resolved.value != null ? (Optional<T>) resolved.optional : open(key, resolved);
    }

    Resolved resolved(ConfigKey<?> key) {
        Resolved resolved = known.get(key);
        return resolved != null ? resolved : resolve(key);
    }

    private Resolved resolve(ConfigKey<?> key) {
        Lookup lookup = lookup(key);
        Resolved resolved = lookup.winner()
                .map(hit -> resolve(key, hit))
                .or(() -> ownFallback(key, lookup))
                .orElseGet(() -> Resolved.absent(lookup.isUnknown()));
        if (known.size() < MOST_KEYS) {
            known.put(key, resolved);
        }
        return resolved;
    }

    /** A key that nobody declared speaks for itself; the default of a declared one is a layer. */
    private static Optional<Resolved> ownFallback(ConfigKey<?> key, Lookup lookup) {
        return lookup.declared().isPresent()
                ? Optional.empty()
                : key.fallback().map(value -> Resolved.of(key.convert(value)));
    }

    private Resolved resolve(ConfigKey<?> key, Hit hit) {
        return hit.value()
                .plain()
                .map(value -> Resolved.of(convert(key, value, hit)))
                .orElseGet(() -> Resolved.secret(hit));
    }

    private <T> Optional<T> open(ConfigKey<T> key, Resolved resolved) {
        if (resolved.secret.isEmpty()) {
            if (resolved.unknown) {
                throw lookup(key).unknown();
            }
            return Optional.empty();
        }
        Hit hit = resolved.secret.get();
        ConfigEntry entry = hit.entry().orElseThrow();
        return hit.value() instanceof StoredValue.Sealed sealed
                ? Optional.of(convert(key, snapshot.secrets().open(entry, sealed), hit))
                : Optional.empty();
    }

    private <T> T convert(ConfigKey<T> key, JsonValue value, Hit hit) {
        JsonValue read = readAs(key, value);
        List<String> wrong = Rules.value(key, read);
        if (!wrong.isEmpty()) {
            boolean secret = lookup(key).isSensitive(hit) && !key.isSensitive();
            String what = secret ? "is a secret that does not fit the key" : String.join("; ", wrong);
            throw new AiOpsException(ErrorCode.INVALID_CONFIG_VALUE, key + " (" + hit.name() + ") " + what)
                    .with("key", key.name());
        }
        return key.convert(read);
    }

    /** A text of a variable whose key is not declared is read by the type of whoever asks. */
    private static JsonValue readAs(ConfigKey<?> key, JsonValue value) {
        if (key.type() == ValueType.STRING || !(value.toJava() instanceof String text)) {
            return value;
        }
        try {
            return key.type().read(text);
        } catch (AiOpsException notThat) {
            return value; // refused by the rules of the key
        }
    }

    private Lookup lookup(ConfigKey<?> key) {
        return Lookup.of(snapshot, key.name(), context);
    }
}
