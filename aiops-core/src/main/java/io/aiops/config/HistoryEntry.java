package io.aiops.config;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One line of the history: what was there after a change.
 *
 * @param revision the commit it belongs to
 * @param sequence its place within the commit, from 0
 * @param id what was changed
 * @param operation how
 * @param after what was there afterwards; empty for nothing, and for a value that retention has pruned
 * @param pruned whether retention has taken the value away
 * @param previousRevision the revision of the change before, 0 for none
 * @param rollbackOf the revision that was put back, where it was a rollback
 * @param author who and why
 * @param instance which program wrote it
 * @param at when
 */
public record HistoryEntry(
        long revision,
        int sequence,
        ConfigId id,
        ConfigOperation operation,
        Optional<EntryChange.AfterImage> after,
        boolean pruned,
        long previousRevision,
        OptionalLong rollbackOf,
        Author author,
        String instance,
        Instant at) {

    /** Where it stands in the history. */
    public HistoryPosition position() {
        return new HistoryPosition(revision, sequence);
    }
}
