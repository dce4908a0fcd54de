package io.aiops.config;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the store answers, and whether it went back in time. Says so in the log once per change. */
final class StoreContact {

    private static final Logger LOG = LoggerFactory.getLogger(StoreContact.class);
    /** A copy that lags behind answers with a lower revision now and then; a store that was put back does so for good. */
    private static final int TOO_OFTEN_LOWER = 5;

    private final Clock clock;
    private volatile @Nullable Instant silentSince;
    private int lower;
    private Optional<String> alarm = Optional.empty();

    StoreContact(Clock clock) {
        this.clock = clock;
    }

    boolean isStale() {
        return silentSince != null;
    }

    Optional<Instant> staleSince() {
        return Optional.ofNullable(silentSince);
    }

    synchronized Optional<String> alarm() {
        return alarm;
    }

    synchronized void answered() {
        if (silentSince != null) {
            LOG.info("the configuration store answers again; it was silent since {}", silentSince);
            silentSince = null;
        }
    }

    synchronized void failed(RuntimeException why) {
        if (silentSince == null) {
            silentSince = clock.instant();
            LOG.warn(
                    "the configuration store does not answer; the last known values go on to count: {}",
                    why.toString());
        }
    }

    /** It answered with a revision that is lower than ours. */
    synchronized void wentBack(StorePosition here, StorePosition there) {
        lower++;
        if (lower == TOO_OFTEN_LOWER) {
            String text = "the configuration store is at revision " + there.revision() + ", and revision "
                    + here.revision() + " was seen before; if it was put back on purpose, give it a new epoch";
            LOG.warn("{}", text);
            alarm = Optional.of(text);
        }
    }

    synchronized void isNotBehind() {
        lower = 0;
        alarm = Optional.empty();
    }
}
