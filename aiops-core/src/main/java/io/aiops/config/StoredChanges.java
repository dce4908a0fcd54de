package io.aiops.config;

import java.util.List;

/**
 * What happened in a store after a revision.
 *
 * @param position where the store is now
 * @param written the values that were created or changed, as they are now
 * @param deleted what is gone
 */
public record StoredChanges(StorePosition position, List<ConfigEntry> written, List<ConfigId> deleted) {

    /** Copies the lists. */
    public StoredChanges {
        written = List.copyOf(written);
        deleted = List.copyOf(deleted);
    }
}
