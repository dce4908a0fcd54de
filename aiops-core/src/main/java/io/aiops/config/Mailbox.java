package io.aiops.config;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is at one listener: at most one thread is busy with it, and what comes meanwhile is one more turn. No callback
 * runs under its lock. Thread-safe.
 */
final class Mailbox {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition turned = lock.newCondition();
    private boolean wanted;
    private boolean busy;
    private boolean closed;
    private @Nullable Thread caller;
    private long callBegan;

    /**
     * Asks for a turn.
     *
     * @return whether nobody is busy, so that whoever asked must find a thread
     */
    boolean want() {
        lock.lock();
        try {
            wanted = true;
            boolean free = !busy && !closed;
            busy = busy || free;
            return free;
        } finally {
            lock.unlock();
        }
    }

    /** Whether a turn is wanted and nobody is busy. */
    boolean isWaiting() {
        lock.lock();
        try {
            return wanted && !busy && !closed;
        } finally {
            lock.unlock();
        }
    }

    /** Takes the turn that is wanted; if there is none, the thread is no longer busy with it. */
    boolean take() {
        lock.lock();
        try {
            boolean taken = wanted && !closed;
            wanted = false;
            busy = taken;
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Says that no thread was found; the turn stays wanted. */
    void rest() {
        lock.lock();
        try {
            busy = false;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Begins a call.
     *
     * @return false if it is closed
     */
    boolean enter() {
        lock.lock();
        try {
            if (!closed) {
                caller = Thread.currentThread();
                callBegan = System.nanoTime();
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    /** Ends a call. */
    void leave() {
        lock.lock();
        try {
            caller = null;
            turned.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits, and wants another turn then; closing ends the wait. */
    void wantAfter(Duration pause) {
        lock.lock();
        try {
            wanted = true;
            long left = pause.toNanos();
            while (!closed && left > 0) {
                left = turned.awaitNanos(left);
            }
        } catch (InterruptedException ends) {
            closed = true;
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** Whether a call has been running for longer than this. */
    boolean isCallingFor(Duration time) {
        lock.lock();
        try {
            return caller != null && System.nanoTime() - callBegan > time.toNanos();
        } finally {
            lock.unlock();
        }
    }

    /** Whether this thread is inside a call. */
    boolean isCalling(Thread thread) {
        lock.lock();
        try {
            return caller == thread;
        } finally {
            lock.unlock();
        }
    }

    /** Lets no more call begin. */
    void close() {
        lock.lock();
        try {
            closed = true;
            turned.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a running call, unless it is this thread's own. */
    void awaitCall(Duration limit) {
        lock.lock();
        try {
            long left = limit.toNanos();
            while (caller != null && caller != Thread.currentThread() && left > 0) {
                left = turned.awaitNanos(left);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }
}
