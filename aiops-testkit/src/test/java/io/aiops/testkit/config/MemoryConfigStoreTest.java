package io.aiops.testkit.config;

import io.aiops.config.ConfigStore;
import java.util.Optional;

/** The store in memory keeps the same promises as the real one. */
final class MemoryConfigStoreTest extends ConfigStoreContract {

    private final ConfigStore store = new MemoryConfigStore();

    @Override
    protected ConfigStore store() {
        return store;
    }

    @Override
    protected Optional<ConfigStore> second() {
        return Optional.of(store);
    }
}
