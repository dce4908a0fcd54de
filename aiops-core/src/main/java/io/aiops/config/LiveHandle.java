package io.aiops.config;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A handle that looks its key up again only after the snapshot was replaced. It keeps no secret in clear. */
final class LiveHandle<T> implements ConfigHandle<T> {

    private final CurrentSnapshot current;
    private final ConfigKey<T> key;
    private final ConfigContext context;
    private volatile @Nullable Bound bound;

    LiveHandle(CurrentSnapshot current, ConfigKey<T> key, ConfigContext context) {
        this.current = current;
        this.key = key;
        this.context = context;
    }

    private Bound bound() {
        ConfigSnapshot now = current.get();
        Bound known = bound;
        if (known == null || known.snapshot != now) {
            EffectiveValues values = now.in(context);
            known = new Bound(now, values, values.resolved(key).value);
            bound = known;
        }
        return known;
    }

    @Override
    public ConfigKey<T> key() {
        return key;
    }

    @Override
    @SuppressWarnings("unchecked") // what is kept for a key was made by its conversion
    public T get() {
        Bound known = bound();
        Object value = known.value;
        return value != null ? (T) value : known.values.get(key);
    }

    @Override
    public Optional<T> find() {
        return bound().values.find(key);
    }

    private record Bound(
            ConfigSnapshot snapshot,
            EffectiveValues values,
            @Nullable Object value) {}
}
