package io.aiops.config;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * One change of a commit.
 *
 * @param id what is changed
 * @param expected what must be so before
 * @param operation what it is called in the history
 * @param after what is there afterwards; empty for nothing
 * @param rollbackOf the revision whose state is put back, where it is a rollback
 */
public record EntryChange(
        ConfigId id,
        Expectation expected,
        ConfigOperation operation,
        Optional<AfterImage> after,
        OptionalLong rollbackOf) {

    /**
     * What is there after a change.
     *
     * @param value the value
     * @param description what it is for
     * @param status whether it counts
     */
    public record AfterImage(StoredValue value, String description, EntryStatus status) {}
}
