package io.aiops.algorithm;

import java.time.Instant;

/**
 * An algorithm as it is stored.
 *
 * @param id its id
 * @param name its name for people
 * @param description what it does; may be empty
 * @param category the kind of task that it is for; may be empty
 * @param status whether it is offered
 * @param createdBy who registered it first
 * @param createdAt when
 * @param updatedAt when it was changed last
 */
public record Algorithm(
        AlgorithmId id,
        String name,
        String description,
        String category,
        AlgorithmStatus status,
        String createdBy,
        Instant createdAt,
        Instant updatedAt) {

    /** The most characters of a name. */
    public static final int MOST_NAME = 200;

    /** The most characters of a description. */
    public static final int MOST_DESCRIPTION = 4000;

    /** The most characters of a category. */
    public static final int MOST_CATEGORY = 100;
}
