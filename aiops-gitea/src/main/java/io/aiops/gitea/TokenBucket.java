package io.aiops.gitea;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Spreads requests: so many at once after a pause, so many a second in the long run. Thread-safe, never waits itself. */
final class TokenBucket {

    private static final double NANOS = 1_000_000_000.0;

    private final Clock clock;
    private final int perSecond;
    private final int burst;
    private double tokens;
    private Instant filled;

    TokenBucket(Clock clock, int perSecond, int burst) {
        this.clock = clock;
        this.perSecond = perSecond;
        this.burst = burst;
        this.tokens = burst;
        this.filled = clock.instant();
    }

    /** Takes one token, perhaps of the future, and says how long until it is there. */
    synchronized Duration take() {
        fill();
        tokens -= 1;
        return tokens >= 0 ? Duration.ZERO : Duration.ofNanos((long) Math.ceil(-tokens * NANOS / perSecond));
    }

    /** Gives back a token that was not used. */
    synchronized void giveBack() {
        tokens = Math.min(burst, tokens + 1);
    }

    private void fill() {
        Instant now = clock.instant();
        // A clock that was set back fills nothing.
        if (now.isAfter(filled)) {
            tokens = Math.min(burst, tokens + Duration.between(filled, now).toNanos() / NANOS * perSecond);
        }
        filled = now;
    }
}
