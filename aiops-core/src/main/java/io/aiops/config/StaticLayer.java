package io.aiops.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** A layer that was read once at the start. Its values fit their keys. */
final class StaticLayer implements Layer {

    private final ConfigSource source;
    private final Map<ConfigId, Hit> values;
    private final Function<ConfigId, List<String>> names;

    StaticLayer(ConfigSource source, Map<ConfigId, Hit> values, Function<ConfigId, List<String>> names) {
        this.source = source;
        this.values = Map.copyOf(values);
        this.names = names;
    }

    /** A layer that nobody gave. */
    static StaticLayer none(ConfigSource source) {
        return new StaticLayer(source, new HashMap<>(), id -> List.of());
    }

    @Override
    public ConfigSource source() {
        return source;
    }

    @Override
    public Finding look(ConfigId id) {
        Hit hit = values.get(id);
        return hit == null ? Finding.ABSENT : Finding.of(hit);
    }

    @Override
    public List<String> tried(ConfigId id) {
        return names.apply(id);
    }

    /** What it has values of. */
    Set<ConfigId> ids() {
        return values.keySet();
    }
}
