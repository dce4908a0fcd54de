package io.aiops.gitea.upload;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Remembers limits by server. Implementations are thread-safe and answer from memory or a near store. */
public interface KnownLimits {

    /** What is known of a server, by its scheme, host and port. */
    Optional<BodyLimit> of(URI server);

    /** Remembers what was learnt; takes the place of what was known. */
    void remember(URI server, BodyLimit limit);

    /** Remembers until the process ends. */
    static KnownLimits inMemory() {
        Map<URI, BodyLimit> known = new ConcurrentHashMap<>();
        return new KnownLimits() {
            @Override
            public Optional<BodyLimit> of(URI server) {
                return Optional.ofNullable(known.get(server));
            }

            @Override
            public void remember(URI server, BodyLimit limit) {
                known.put(server, limit);
            }
        };
    }
}
