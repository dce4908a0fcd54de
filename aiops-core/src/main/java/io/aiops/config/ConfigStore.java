package io.aiops.config;

import io.aiops.error.AiOpsException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Where changeable configuration lives, with its history. It stores what it is given: validation and encryption are done
 * before. Every call may throw {@code DATABASE_UNAVAILABLE}, within seconds; absent and unavailable are never confused.
 * Thread-safe, and safe for several programs at once.
 */
public interface ConfigStore {

    /** Which set of values this is; stores of different environments in one database know nothing of each other. */
    String environment();

    /** How far the store is; cheap. */
    StorePosition position();

    /** Everything, as of one moment. */
    StoredConfig load();

    /**
     * What happened after a position.
     *
     * @param most the most changed values that are worth it
     * @return empty if everything must be loaded again: another epoch, a revision of the future, or too much has happened
     */
    Optional<StoredChanges> changesAfter(StorePosition position, int most);

    /**
     * Commits changes as the next revision, with a line of history each, all or nothing. A commit whose request id is known
     * already changes nothing and answers the revision that it had. Whether the history says create or update depends on
     * what was there, for the writer may not have known.
     *
     * @return where the store is after this commit
     * @throws AiOpsException {@code CONFIG_CONFLICT} when an expectation is not met, with {@code key},
     *     {@code current_version}, {@code changed_by} and {@code changed_at}; {@code CONFIG_NOT_FOUND} when a value that is
     *     to be deleted, whatever it is, is not there; {@code INVALID_CONFIG_VALUE} over the limits of size; what the check throws
     */
    StorePosition commit(ConfigCommit commit, CommitCheck check);

    /** Lines of the history, the newest first; of one commit, the last change first. */
    List<HistoryEntry> history(HistoryQuery query);

    /** The last line of each value's history up to a revision: the state at that revision, deleted values included. */
    List<HistoryEntry> stateAt(long revision, Optional<ConfigScope> scope);

    /** Looks whether the history is as it was written. */
    HistoryCheck verifyHistory();

    /**
     * Takes the values out of old lines of the history; who changed what and when stays. The line of the present value and
     * the newest lines of each value are kept.
     *
     * @param keep how many lines of each value keep their values at least
     * @param before only lines older than this
     * @return how many lines were pruned
     */
    int pruneHistory(int keep, Instant before);

    /**
     * Secrets, of entries and of history, whose ciphertext was not made with a key, some at a time.
     *
     * @param keyId the key
     * @param limit how many at most
     */
    List<SealedRow> sealedWithOtherKeyThan(String keyId, int limit);

    /**
     * Replaces the ciphertext of a secret by another one of the same secret, unless it was changed meanwhile.
     *
     * @return whether it was replaced
     */
    boolean reseal(SealedRow row, StoredValue.Sealed fresh);

    /**
     * Begins a new epoch, so that every program that follows this store loads all of it again: after secrets were encrypted
     * anew, or the database was put back to an earlier state.
     *
     * @return where the store is; the revision stays
     */
    StorePosition renewEpoch();

    /**
     * The ciphertext of one entry or of one line of history.
     *
     * @param id what it is about
     * @param row where it is: names the row within the store
     * @param sealed the ciphertext
     */
    record SealedRow(ConfigId id, String row, StoredValue.Sealed sealed) {}
}
