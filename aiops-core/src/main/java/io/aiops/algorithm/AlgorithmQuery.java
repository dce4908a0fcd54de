package io.aiops.algorithm;

import java.util.Optional;

/**
 * Which algorithms, in the order of their ids.
 *
 * @param after only those with a higher id, for the next page
 * @param category only those of this category
 * @param status only those in this state
 * @param limit how many at most, 1 to 1001
 */
public record AlgorithmQuery(
        Optional<AlgorithmId> after, Optional<String> category, Optional<AlgorithmStatus> status, int limit) {

    private static final int MOST = 1001;

    /** Checks the limit. */
    public AlgorithmQuery {
        if (limit < 1 || limit > MOST) {
            throw new IllegalArgumentException("limit must be 1 to " + MOST + ", not " + limit);
        }
    }

    /** The first ones of all. */
    public static AlgorithmQuery all(int limit) {
        return new AlgorithmQuery(Optional.empty(), Optional.empty(), Optional.empty(), limit);
    }

    /** The same, only those after one. */
    public AlgorithmQuery after(AlgorithmId id) {
        return new AlgorithmQuery(Optional.of(id), category, status, limit);
    }
}
