package io.aiops.config;

import java.util.List;
import java.util.Optional;

/**
 * Effective values that are not what a listener was told last. Holds no secret; a listener reads one through its handle.
 *
 * @param position the state of the store that it tells of
 * @param changes what is different, at least one thing
 */
public record ConfigEvent(StorePosition position, List<Change> changes) {

    /** Copies the list. */
    public ConfigEvent {
        changes = List.copyOf(changes);
    }

    /** The revision that it tells of. */
    public long revision() {
        return position.revision();
    }

    /**
     * One effective value.
     *
     * @param key its key
     * @param context for whom
     * @param before what the listener was told last; empty for no value
     * @param after what it is now; empty for no value
     */
    public record Change(
            String key, ConfigContext context, Optional<ConfigValue> before, Optional<ConfigValue> after) {}
}
