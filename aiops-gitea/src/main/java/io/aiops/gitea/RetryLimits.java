package io.aiops.gitea;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import java.time.Duration;

/**
 * How often and how long a call is tried. Waits grow from the first by doubling, and are drawn at random between nothing
 * and that, so that many clients do not come back at the same moment.
 *
 * @param attempts tries in all, 1 for none but the first
 * @param firstWait the upper bound of the first wait
 * @param longestWait the upper bound of any wait that the server does not ask for
 * @param longestRetryAfter the upper bound of a wait that the server asks for
 * @param deadline how long one call may take with all its tries
 */
public record RetryLimits(
        int attempts, Duration firstWait, Duration longestWait, Duration longestRetryAfter, Duration deadline) {

    /**
     * Checks the numbers.
     *
     * @throws AiOpsException {@code INVALID_SETTING}
     */
    public RetryLimits {
        if (attempts < 1 || firstWait.isNegative() || longestWait.isNegative() || longestRetryAfter.isNegative()) {
            throw new AiOpsException(
                    ErrorCode.INVALID_SETTING, "retries need one attempt or more and no negative waits");
        }
        if (deadline.isNegative() || deadline.isZero()) {
            throw new AiOpsException(ErrorCode.INVALID_SETTING, "the deadline of a call must be longer than nothing");
        }
    }

    /** Five tries from 250 ms to 20 s, five minutes when the server asks, two minutes in all. */
    public static RetryLimits standard() {
        return new RetryLimits(
                5, Duration.ofMillis(250), Duration.ofSeconds(20), Duration.ofMinutes(5), Duration.ofMinutes(2));
    }

    /** One try only. */
    public static RetryLimits none() {
        return new RetryLimits(1, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ofMinutes(2));
    }

    /** The same with another time for one call with all its tries. */
    public RetryLimits withDeadline(Duration longest) {
        return new RetryLimits(attempts, firstWait, longestWait, longestRetryAfter, longest);
    }

    Duration ceiling(int failedAttempt) {
        Duration grown = firstWait.multipliedBy(1L << Math.min(failedAttempt - 1, 16));
        return grown.compareTo(longestWait) < 0 ? grown : longestWait;
    }
}
