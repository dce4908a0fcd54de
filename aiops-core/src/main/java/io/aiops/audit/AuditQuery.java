package io.aiops.audit;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which records, the newest first.
 *
 * @param actor only of this actor
 * @param targetType only about this kind of thing
 * @param targetId only about this one
 * @param before only records with a lower id, for the next page
 * @param limit how many at most, 1 to 1000
 */
public record AuditQuery(
        Optional<String> actor,
        Optional<String> targetType,
        Optional<String> targetId,
        OptionalLong before,
        int limit) {

    private static final int MOST = 1000;

    /** Checks the limit. */
    public AuditQuery {
        if (limit < 1 || limit > MOST) {
            throw new IllegalArgumentException("limit must be 1 to " + MOST + ", not " + limit);
        }
    }

    /** Everything. */
    public static AuditQuery all(int limit) {
        return new AuditQuery(Optional.empty(), Optional.empty(), Optional.empty(), OptionalLong.empty(), limit);
    }

    /** The same, only about one thing. */
    public AuditQuery about(String type, String id) {
        return new AuditQuery(actor, Optional.of(type), Optional.of(id), before, limit);
    }

    /** The same, only records before one. */
    public AuditQuery before(long id) {
        return new AuditQuery(actor, targetType, targetId, OptionalLong.of(id), limit);
    }
}
