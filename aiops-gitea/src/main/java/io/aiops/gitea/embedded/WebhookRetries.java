package io.aiops.gitea.embedded;

import java.time.Duration;

/**
 * How often a webhook is tried.
 *
 * @param attempts the first one included
 * @param first the pause after the first failure; each further one is twice as long
 * @param longest no pause is longer
 * @param timeout for the connection, and for each wait for bytes of the answer
 */
public record WebhookRetries(int attempts, Duration first, Duration longest, Duration timeout) {

    /** Checks that all are positive. */
    public WebhookRetries {
        if (attempts < 1 || isNone(first) || isNone(longest) || isNone(timeout)) {
            throw new IllegalArgumentException("attempts, pauses and timeout of webhooks must be positive");
        }
    }

    /** Ten attempts within about half an hour, 5 seconds each. */
    public static WebhookRetries standard() {
        return new WebhookRetries(10, Duration.ofSeconds(1), Duration.ofMinutes(10), Duration.ofSeconds(5));
    }

    private static boolean isNone(Duration duration) {
        return duration.isNegative() || duration.isZero();
    }

    /** The pause after so many attempts have failed. */
    Duration pauseAfter(int failed) {
        int doublings = Math.min(failed - 1, 30);
        Duration pause = first.multipliedBy(1L << doublings);
        return pause.compareTo(longest) > 0 ? longest : pause;
    }
}
