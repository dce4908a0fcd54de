package io.aiops.app.auth;

import io.aiops.app.http.Caller;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Who was shown to be who a short while ago, so that what needs no database can be read while it is down. Holds hashes of
 * tokens, the newest few thousand. Thread-safe.
 */
final class KnownCallers {

    /** How long somebody is known; as long may a token be used that was taken away on another platform meanwhile. */
    static final Duration MEMORY = Duration.ofMinutes(5);

    private static final int MOST = 4096;

    private final Clock clock;
    private final Map<ByteBuffer, Seen> seen = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Seen> eldest) {
            return size() > MOST;
        }
    };

    KnownCallers(Clock clock) {
        this.clock = clock;
    }

    /** Remembers what the database said of a token. */
    synchronized void remember(byte[] hash, Optional<Caller> caller) {
        ByteBuffer key = ByteBuffer.wrap(hash);
        if (caller.isPresent()) {
            seen.put(key, new Seen(caller.get(), clock.instant()));
        } else {
            seen.remove(key);
        }
    }

    /** Whose token it was a short while ago. */
    synchronized Optional<Caller> recent(byte[] hash) {
        return Optional.ofNullable(seen.get(ByteBuffer.wrap(hash)))
                .filter(found -> found.at().plus(MEMORY).isAfter(clock.instant()))
                .map(Seen::caller);
    }

    /** Knows nobody any more: some right was taken away. */
    synchronized void forget() {
        seen.clear();
    }

    private record Seen(Caller caller, Instant at) {}
}
