package io.aiops.orchestration;

import io.aiops.service.ServiceId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts in a sliding window how often a backend had to start a service again, and says when it is a loop. What was given
 * up stays so until somebody starts it. Thread-safe.
 */
final class CrashLoops {

    /** So many restarts within {@link #WINDOW} are a loop. */
    static final int LIMIT = 10;

    /** The length of the window. */
    static final Duration WINDOW = Duration.ofMinutes(5);

    private final Clock clock;
    private final Map<ServiceId, Deque<Instant>> restarts = new ConcurrentHashMap<>();
    private final Map<ServiceId, String> givenUp = new ConcurrentHashMap<>();

    CrashLoops(Clock clock) {
        this.clock = clock;
    }

    /** Counts restarts of a service; true if with these it loops. */
    boolean count(ServiceId id, int howMany) {
        Instant now = clock.instant();
        int[] within = new int[1];
        restarts.compute(id, (key, known) -> {
            Deque<Instant> times = known == null ? new ArrayDeque<>() : known;
            for (int i = 0; i < howMany && times.size() <= LIMIT; i++) {
                times.addLast(now);
            }
            times.removeIf(time -> time.isBefore(now.minus(WINDOW)));
            within[0] = times.size();
            return times;
        });
        return within[0] >= LIMIT;
    }

    /** Remembers that a service was given up, and why. */
    void giveUp(ServiceId id, String reason) {
        givenUp.put(id, reason);
    }

    /** Why the service was given up. */
    Optional<String> reason(ServiceId id) {
        return Optional.ofNullable(givenUp.get(id));
    }

    /** Begins anew. */
    void forget(ServiceId id) {
        restarts.remove(id);
        givenUp.remove(id);
    }
}
