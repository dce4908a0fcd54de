package io.aiops.config;

import java.util.Optional;

/**
 * Which lines of the history, the newest first.
 *
 * @param scope only this scope
 * @param key only this key
 * @param before only lines before this one, for the next page
 * @param limit how many lines at most, 1 to 1000
 */
public record HistoryQuery(
        Optional<ConfigScope> scope, Optional<String> key, Optional<HistoryPosition> before, int limit) {

    private static final int MOST = 1000;

    /** Checks the limit. */
    public HistoryQuery {
        if (limit < 1 || limit > MOST) {
            throw new IllegalArgumentException("limit must be 1 to " + MOST + ", not " + limit);
        }
    }

    /** The history of one value. */
    public static HistoryQuery of(ConfigId id, int limit) {
        return new HistoryQuery(Optional.of(id.scope()), Optional.of(id.key()), Optional.empty(), limit);
    }

    /** The history of everything. */
    public static HistoryQuery all(int limit) {
        return new HistoryQuery(Optional.empty(), Optional.empty(), Optional.empty(), limit);
    }

    /** The same, only commits before a revision. */
    public HistoryQuery before(long revision) {
        return before(new HistoryPosition(revision, 0));
    }

    /** The same, only lines before one. */
    public HistoryQuery before(HistoryPosition line) {
        return new HistoryQuery(scope, key, Optional.of(line), limit);
    }
}
