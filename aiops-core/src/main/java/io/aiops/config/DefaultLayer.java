package io.aiops.config;

import java.util.List;

/** What keys say of themselves. */
final class DefaultLayer implements Layer {

    private final ConfigRegistry registry;

    DefaultLayer(ConfigRegistry registry) {
        this.registry = registry;
    }

    @Override
    public ConfigSource source() {
        return ConfigSource.DEFAULT;
    }

    @Override
    public Finding look(ConfigId id) {
        return registry.find(id.key())
                .flatMap(ConfigKey::fallback)
                .map(value -> Finding.of(new Hit(
                        ConfigSource.DEFAULT,
                        ConfigScope.SYSTEM,
                        "default",
                        new StoredValue.Plain(value),
                        java.util.Optional.empty())))
                .orElse(Finding.ABSENT);
    }

    @Override
    public List<String> tried(ConfigId id) {
        return List.of("default");
    }
}
