package io.aiops.gitea.upload;

import java.time.Instant;

/**
 * How large a request to a server may be.
 *
 * @param bytes the most that is let through; {@link Long#MAX_VALUE} if there is no limit
 * @param origin how it is known
 * @param seen when
 */
public record BodyLimit(long bytes, Origin origin, Instant seen) {

    /** How a limit is known. */
    public enum Origin {
        /** A person said so. */
        GIVEN,
        /** It was measured without sending anything. */
        PROBED,
        /** A request of twice this was refused, or a smaller one passed; the limit is near. */
        LEARNT
    }

    /** Checks that something is let through. */
    public BodyLimit {
        if (bytes < 1) {
            throw new IllegalArgumentException("a limit lets at least one byte through");
        }
    }
}
