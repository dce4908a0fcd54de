package io.aiops.gitea.upload;

import java.util.OptionalLong;

/**
 * How large the next request may be. A limit that is known is obeyed. One that is not begins at a size that most proxies let
 * through, grows as long as requests pass, and shrinks for good once one is refused. For one thread.
 */
final class StageSize {

    static final long FIRST = 32 << 20;

    private static final long LEAST_SUSPECT = 64 << 10;

    private static final long MOST = 512 << 20;
    private static final long LEAST = 32 << 10;
    private static final double SHARE = 0.85;

    private final boolean guessed;
    private long limit;
    private boolean known;
    private long accepted;

    StageSize(OptionalLong limit) {
        this.known = limit.isPresent();
        this.guessed = !known;
        this.limit = limit.orElse(FIRST);
    }

    boolean isKnown() {
        return known;
    }

    /** The limit that is obeyed now. */
    long limit() {
        return limit;
    }

    /** Bytes of objects that a request may have; what is around them needs the rest. */
    long room() {
        return limit == Long.MAX_VALUE ? Long.MAX_VALUE : (long) (limit * SHARE);
    }

    /** Bytes of a file that one request carries for sure. */
    long part() {
        return (long) (limit * 0.8);
    }

    /** Whether a cut of a request of that size may come from a limit. */
    boolean mayBeLimited(long bytes) {
        return guessed && bytes > LEAST_SUSPECT && bytes > accepted;
    }

    void accepted(long bytes) {
        accepted = Math.max(accepted, bytes);
        if (!known && bytes > limit / 2 && limit < MOST) {
            limit = limit * 2;
        }
    }

    /** Takes in that a request was too large; false if there is nothing smaller left to try. */
    boolean refused(long bytes) {
        long smaller = Math.min(bytes, limit) / 2;
        if (!known) {
            smaller = Math.min(smaller, FIRST);
        }
        limit = Math.max(smaller, Math.min(accepted, bytes - 1));
        known = true;
        return limit >= LEAST;
    }
}
