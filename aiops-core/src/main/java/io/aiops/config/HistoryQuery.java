package io.aiops.config;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which lines of the history, the newest first.
 *
 * @param scope only this scope
 * @param key only this key
 * @param before only commits before this revision, for the next page
 * @param limit how many lines at most, 1 to 1000
 */
public record HistoryQuery(Optional<ConfigScope> scope, Optional<String> key, OptionalLong before, int limit) {

    private static final int MOST = 1000;

    /** Checks the limit. */
    public HistoryQuery {
        if (limit < 1 || limit > MOST) {
            throw new IllegalArgumentException("limit must be 1 to " + MOST + ", not " + limit);
        }
    }

    /** The history of one value. */
    public static HistoryQuery of(ConfigId id, int limit) {
        return new HistoryQuery(Optional.of(id.scope()), Optional.of(id.key()), OptionalLong.empty(), limit);
    }

    /** The history of everything. */
    public static HistoryQuery all(int limit) {
        return new HistoryQuery(Optional.empty(), Optional.empty(), OptionalLong.empty(), limit);
    }

    /** The same, only commits before a revision. */
    public HistoryQuery before(long revision) {
        return new HistoryQuery(scope, key, OptionalLong.of(revision), limit);
    }
}
