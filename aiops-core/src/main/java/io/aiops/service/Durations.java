package io.aiops.service;

import java.time.Duration;

/** Checks of durations in the records of this room. */
final class Durations {

    private Durations() {}

    static void requirePositive(String what, Duration value) {
        if (value.isZero() || value.isNegative()) {
            throw new IllegalArgumentException(what + " must be more than 0, not " + value.toMillis() / 1000.0 + " s");
        }
    }

    static void requireNotNegative(String what, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(what + " must be 0 or more, not " + value.toMillis() / 1000.0 + " s");
        }
    }
}
