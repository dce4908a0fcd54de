package io.aiops.runtime.local;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Turns hundredths of a second since boot into times of day that stay the same from one look to the next. Thread-safe. */
final class BootClock {

    private static final long MILLIS = 10;
    private static final Duration STEP = Duration.ofSeconds(1);

    private final Clock clock;
    private final ProcessTable table;
    private volatile Instant booted;

    BootClock(Clock clock, ProcessTable table) {
        this.clock = clock;
        this.table = table;
        this.booted = booted(table.uptime());
    }

    /** Now. Who looks at many processes at once takes one moment for all. */
    Moment moment() {
        long sinceBoot = table.uptime();
        Instant measured = booted(sinceBoot);
        if (Duration.between(booted, measured).abs().compareTo(STEP) > 0) {
            booted = measured;
        }
        return new Moment(booted, sinceBoot);
    }

    private Instant booted(long sinceBoot) {
        return clock.instant().minusMillis(sinceBoot * MILLIS);
    }

    /**
     * A moment.
     *
     * @param booted when the host was booted, as measured then
     * @param sinceBoot how long ago that was, in hundredths of a second: the unit of {@link ProcessIdentity#born()}
     */
    record Moment(Instant booted, long sinceBoot) {

        /** Its own time of day. */
        Instant now() {
            return instant(sinceBoot);
        }

        /** The time of day of another moment since boot. */
        Instant instant(long other) {
            return booted.plusMillis(other * MILLIS);
        }
    }
}
