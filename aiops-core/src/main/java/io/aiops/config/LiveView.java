package io.aiops.config;

import java.util.Optional;

/** A view that looks its context up again only after the snapshot was replaced. */
final class LiveView implements ConfigView {

    private final CurrentSnapshot current;
    private final ConfigContext context;
    // Whatever thread wrote it, what is in it belongs together; an old one is noticed.
    private volatile Bound bound;

    LiveView(CurrentSnapshot current, ConfigContext context) {
        this.current = current;
        this.context = context;
        this.bound = bind(current.get());
    }

    private Bound bind(ConfigSnapshot snapshot) {
        return new Bound(snapshot, snapshot.in(context));
    }

    private EffectiveValues values() {
        ConfigSnapshot now = current.get();
        Bound known = bound;
        if (known.snapshot != now) {
            known = bind(now);
            bound = known;
        }
        return known.values;
    }

    @Override
    public ConfigContext context() {
        return context;
    }

    @Override
    public <T> T get(ConfigKey<T> key) {
        return values().get(key);
    }

    @Override
    public <T> Optional<T> find(ConfigKey<T> key) {
        return values().find(key);
    }

    @Override
    public <T> ConfigHandle<T> handle(ConfigKey<T> key) {
        return new LiveHandle<>(current, key, context);
    }

    private record Bound(ConfigSnapshot snapshot, EffectiveValues values) {}
}
