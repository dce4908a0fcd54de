package io.aiops.service;

import java.time.Duration;
import java.util.Locale;

/**
 * What a backend does when a workload's process ends by itself.
 *
 * @param mode when to start it again
 * @param startSeconds how long it must live to count as started
 * @param retries how many times in a row it may die before that; then it is {@code FATAL}
 */
public record RestartPolicy(Mode mode, Duration startSeconds, int retries) {

    /** Restart after a failure; 1 s to count as started; 3 tries. */
    public static final RestartPolicy DEFAULT = new RestartPolicy(Mode.ON_FAILURE, Duration.ofSeconds(1), 3);

    /** Never restart; used where a caller wants to see the exit. */
    public static final RestartPolicy NEVER = new RestartPolicy(Mode.NEVER, Duration.ofSeconds(1), 0);

    /** Checks the ranges. */
    public RestartPolicy {
        Durations.requireNotNegative("restart start_seconds", startSeconds);
        if (retries < 0 || retries > 1000) {
            throw new IllegalArgumentException("restart retries must be 0 to 1000, not " + retries);
        }
    }

    /** When a process that ended by itself is started again. */
    public enum Mode {
        /** Whatever its exit was. */
        ALWAYS,
        /** When it exited with another code than 0, or by a signal. */
        ON_FAILURE,
        /** Never. */
        NEVER;

        /** The word used in manifests: {@code always}, {@code on-failure}, {@code never}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
