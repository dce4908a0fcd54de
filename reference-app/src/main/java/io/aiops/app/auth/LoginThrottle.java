package io.aiops.app.auth;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Slows down who guesses passwords: after a few failures for one account from one address, each further one doubles the time
 * to wait. Other addresses and other accounts are not slowed down, so nobody is locked out by a stranger. Thread-safe.
 */
final class LoginThrottle {

    private static final int FREE_FAILURES = 5;
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(30);
    private static final int MOST_ENTRIES = 10_000;

    private final Clock clock;
    private final Map<Key, Failures> failures = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Failures> eldest) {
            return size() > MOST_ENTRIES;
        }
    };

    LoginThrottle(Clock clock) {
        this.clock = clock;
    }

    /** How long this account must wait at this address; zero when it may try. */
    synchronized Duration waitingTime(String username, String address) {
        Failures known = failures.get(key(username, address));
        if (known == null) {
            return Duration.ZERO;
        }
        Duration left = Duration.between(clock.instant(), known.until());
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** Counts a failure. */
    synchronized void failed(String username, String address) {
        Instant now = clock.instant();
        Key key = key(username, address);
        Failures known = failures.get(key);
        boolean remembered =
                known != null && !known.until().plus(FORGOTTEN_AFTER).isBefore(now);
        int count = known != null && remembered ? known.count() + 1 : 1;
        failures.put(key, new Failures(count, now.plus(delayAfter(count))));
    }

    /** Forgets the failures of an account at an address. */
    synchronized void succeeded(String username, String address) {
        failures.remove(key(username, address));
    }

    private static Duration delayAfter(int count) {
        if (count < FREE_FAILURES) {
            return Duration.ZERO;
        }
        Duration delay = Duration.ofSeconds(1L << Math.min(count - FREE_FAILURES, 20));
        return delay.compareTo(LONGEST) > 0 ? LONGEST : delay;
    }

    private static Key key(String username, String address) {
        return new Key(username.toLowerCase(Locale.ROOT), address);
    }

    private record Key(String username, String address) {}

    private record Failures(int count, Instant until) {}
}
