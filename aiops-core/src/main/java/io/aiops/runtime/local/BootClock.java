package io.aiops.runtime.local;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Turns hundredths of a second since boot into times of day that stay the same from one look to the next. */
final class BootClock {

    private static final long MILLIS = 10;
    private static final Duration STEP = Duration.ofSeconds(1);

    private final Clock clock;
    private final ProcessTable table;
    private volatile Instant booted;

    BootClock(Clock clock, ProcessTable table) {
        this.clock = clock;
        this.table = table;
        this.booted = measured();
    }

    /** The time of day of a moment since boot. */
    Instant instant(long sinceBoot) {
        Instant now = measured();
        if (Duration.between(booted, now).abs().compareTo(STEP) > 0) {
            booted = now;
        }
        return booted.plusMillis(sinceBoot * MILLIS);
    }

    /** Now, since boot. */
    long now() {
        return table.uptime();
    }

    private Instant measured() {
        return clock.instant().minusMillis(table.uptime() * MILLIS);
    }
}
