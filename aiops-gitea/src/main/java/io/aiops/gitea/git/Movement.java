package io.aiops.gitea.git;

import java.util.concurrent.atomic.AtomicLong;

/** When the last byte of one exchange moved, in either direction. Thread-safe. */
final class Movement {

    private final AtomicLong last = new AtomicLong(System.nanoTime());
    private volatile boolean waiting;
    private volatile boolean timedOut;

    void moved() {
        last.set(System.nanoTime());
    }

    /** The whole request was sent; the server may think now. */
    void waitingForAnswer(boolean now) {
        moved();
        waiting = now;
    }

    boolean stalled(GitTimeouts timeouts) {
        long limit = (waiting ? timeouts.answer() : timeouts.idle()).toNanos();
        return System.nanoTime() - last.get() > limit;
    }

    void timeOut() {
        timedOut = true;
    }

    boolean timedOut() {
        return timedOut;
    }
}
