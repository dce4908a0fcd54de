package io.aiops.gitea;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Leaves a server alone that failed several times in a row; after a while one request goes to see whether it is back.
 * Thread-safe.
 */
final class Circuit {

    static final int FAILURES_TO_OPEN = 5;
    static final Duration OPEN_FOR = Duration.ofSeconds(30);

    private final Clock clock;
    private int failures;
    private Optional<Instant> openedAt = Optional.empty();
    private boolean trying;

    Circuit(Clock clock) {
        this.clock = clock;
    }

    /** Lets a request through, or says how long to leave the server alone. Who is let through reports what came of it. */
    synchronized Optional<Duration> enter() {
        if (openedAt.isEmpty()) {
            return Optional.empty();
        }
        Duration open = Duration.between(openedAt.get(), clock.instant());
        if (open.compareTo(OPEN_FOR) < 0) {
            return Optional.of(OPEN_FOR.minus(open));
        }
        if (trying) {
            return Optional.of(Duration.ofSeconds(1));
        }
        trying = true;
        return Optional.empty();
    }

    /** The server answered. */
    synchronized void succeeded() {
        failures = 0;
        openedAt = Optional.empty();
        trying = false;
    }

    /** The server failed. */
    synchronized void failed() {
        failures++;
        if (trying || failures >= FAILURES_TO_OPEN) {
            openedAt = Optional.of(clock.instant());
        }
        trying = false;
    }

    /** Nothing was learnt. */
    synchronized void abandoned() {
        trying = false;
    }
}
