package io.aiops.gitea.git;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Ends one operation from another thread; within a second, also where it waits for a server. Thread-safe, idempotent, final. */
public final class Cancellation {

    private final Set<Runnable> aborts = ConcurrentHashMap.newKeySet();
    private final CountDownLatch called = new CountDownLatch(1);
    private volatile boolean cancelled;

    /** Cancels; whatever the operation has begun is taken back by the thread that runs it. */
    public void cancel() {
        cancelled = true;
        called.countDown();
        aborts.forEach(Runnable::run);
    }

    /** Whether somebody cancelled. */
    public boolean isCancelled() {
        return cancelled;
    }

    /**
     * Returns if nobody cancelled.
     *
     * @throws GitException {@code CANCELLED} if somebody did, or the thread is interrupted
     */
    public void check() {
        if (cancelled || Thread.currentThread().isInterrupted()) {
            throw new GitException(GitFault.CANCELLED, "it was cancelled; nothing of it is left");
        }
    }

    /**
     * Waits, unless somebody cancels.
     *
     * @throws GitException {@code CANCELLED} if somebody did, or the thread is interrupted
     */
    void pause(Duration length) {
        try {
            if (called.await(length.toMillis(), TimeUnit.MILLISECONDS)) {
                check();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            check();
        }
    }

    /** Runs the abort when somebody cancels, at once if somebody did, until the registration is closed. */
    public Registration onCancel(Runnable abort) {
        aborts.add(abort);
        if (cancelled) {
            abort.run();
        }
        return () -> aborts.remove(abort);
    }

    /** Takes an abort back. */
    @FunctionalInterface
    public interface Registration extends AutoCloseable {
        @Override
        void close();
    }
}
