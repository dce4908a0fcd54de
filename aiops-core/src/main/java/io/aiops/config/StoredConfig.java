package io.aiops.config;

import java.util.List;

/**
 * Everything in a store at one moment.
 *
 * @param position when that is
 * @param entries the values, each with the revision of its last change
 */
public record StoredConfig(StorePosition position, List<ConfigEntry> entries) {

    /** Copies the list. */
    public StoredConfig {
        entries = List.copyOf(entries);
    }
}
