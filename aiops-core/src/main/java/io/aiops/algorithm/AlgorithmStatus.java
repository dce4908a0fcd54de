package io.aiops.algorithm;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Whether an algorithm, or a version of one, is offered. */
public enum AlgorithmStatus {
    /** Offered. */
    ACTIVE,
    /** Kept, but no longer offered. */
    INACTIVE;

    /** The word used in the REST API and the database. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The status of that word. */
    public static Optional<AlgorithmStatus> of(String word) {
        return Arrays.stream(values())
                .filter(status -> status.word().equals(word))
                .findFirst();
    }
}
