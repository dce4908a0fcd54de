package io.aiops.config;

import java.time.Instant;

/**
 * A value in the store.
 *
 * @param id what it is about
 * @param value the value
 * @param description what it is for, as its author said
 * @param status whether it counts
 * @param createRevision the revision in which it was created
 * @param revision the revision in which it was changed last; the version that writers expect
 * @param updatedBy who changed it last
 * @param updatedAt when
 */
public record ConfigEntry(
        ConfigId id,
        StoredValue value,
        String description,
        EntryStatus status,
        long createRevision,
        long revision,
        String updatedBy,
        Instant updatedAt) {}
