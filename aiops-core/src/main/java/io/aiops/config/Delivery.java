package io.aiops.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells one listener. It remembers the snapshot that the listener was told last; whatever differs from it is told, so a lost
 * or failed call loses nothing.
 */
final class Delivery implements ConfigSubscription {

    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);
    private static final int MOST_ATTEMPTS = 6;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration SLOW = Duration.ofSeconds(30);
    private static final Duration CLOSING = Duration.ofSeconds(30);

    private final ConfigFilter filter;
    private final ConfigListener listener;
    private final CurrentSnapshot current;
    private final StoreContact contact;
    private final Deliveries owner;
    private final @Nullable ClassLoader loader = Thread.currentThread().getContextClassLoader();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition turned = lock.newCondition();
    private boolean wanted;
    private boolean busy;
    private boolean closed;
    private @Nullable Thread caller;
    private long callBegan;
    private boolean parked;

    // Belongs to whichever thread is busy with it.
    private ConfigSnapshot told;
    private ConfigSnapshot failed;
    private int attempts;

    Delivery(
            ConfigFilter filter,
            ConfigListener listener,
            CurrentSnapshot current,
            StoreContact contact,
            Deliveries owner) {
        this.filter = filter;
        this.listener = listener;
        this.current = current;
        this.contact = contact;
        this.owner = owner;
        this.told = current.get();
        this.failed = told;
    }

    /** Says that there may be something to tell; never waits. */
    void wake(Executor threads) {
        lock.lock();
        try {
            wanted = true;
            if (busy || closed) {
                return;
            }
            busy = true;
        } finally {
            lock.unlock();
        }
        try {
            threads.execute(this::run);
        } catch (RejectedExecutionException allBusy) {
            rest(); // it stays wanted, and the next look at the store tries again
        }
    }

    /** Tries again what found no thread. */
    void wakeIfWanted(Executor threads) {
        if (isWaiting()) {
            wake(threads);
        }
    }

    private boolean isWaiting() {
        lock.lock();
        try {
            return wanted && !busy && !closed;
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        Thread.currentThread().setContextClassLoader(loader);
        while (begins()) {
            tell();
        }
    }

    private boolean begins() {
        lock.lock();
        try {
            if (wanted && !closed) {
                wanted = false;
                return true;
            }
            busy = false;
            turned.signalAll();
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void rest() {
        lock.lock();
        try {
            busy = false;
            turned.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void tell() {
        ConfigSnapshot now = current.get();
        if (isParked() && changes(failed, now).isEmpty()) {
            return;
        }
        List<ConfigEvent.Change> changes = changes(told, now);
        Optional<StorePosition> position = now.stored().position();
        if (changes.isEmpty() || position.isEmpty()) {
            told = now;
            recovered();
            return;
        }
        Optional<Throwable> thrown = call(new ConfigEvent(position.get(), changes));
        if (thrown.isEmpty()) {
            told = now;
            recovered();
        } else {
            failed = now;
            again(thrown.get());
        }
    }

    private List<ConfigEvent.Change> changes(ConfigSnapshot from, ConfigSnapshot to) {
        return from == to ? List.of() : new Differences(from, to).of(filter, contact.isStale());
    }

    /** A listener's code may throw anything, and only it may suffer. */
    private Optional<Throwable> call(ConfigEvent event) {
        lock.lock();
        try {
            if (closed) {
                return Optional.empty();
            }
            caller = Thread.currentThread();
            callBegan = System.nanoTime();
        } finally {
            lock.unlock();
        }
        try {
            listener.changed(event);
            return Optional.empty();
        } catch (Throwable any) {
            return Optional.of(any);
        } finally {
            lock.lock();
            try {
                caller = null;
                turned.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    private void recovered() {
        attempts = 0;
        park(false);
    }

    private void again(Throwable why) {
        attempts++;
        if (attempts >= MOST_ATTEMPTS) {
            LOG.warn("the listener of {} failed {} times and waits for the next change", filter, attempts, why);
            attempts = 0;
            park(true);
            return;
        }
        if (attempts == 1) {
            LOG.warn("the listener of {} failed and will be called again", filter, why);
        }
        park(false);
        pause(FIRST_PAUSE.multipliedBy(1L << (attempts - 1)));
    }

    private void park(boolean now) {
        lock.lock();
        try {
            parked = now;
        } finally {
            lock.unlock();
        }
    }

    /** Waits before the next attempt; closing ends the wait. */
    private void pause(Duration time) {
        lock.lock();
        try {
            wanted = true;
            long left = time.toNanos();
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

    @Override
    public boolean isParked() {
        lock.lock();
        try {
            return parked;
        } finally {
            lock.unlock();
        }
    }

    /** What is wrong with its listener, in words. */
    Optional<String> trouble() {
        lock.lock();
        try {
            boolean slow = caller != null && System.nanoTime() - callBegan > SLOW.toNanos();
            if (parked) {
                return Optional.of("the listener of " + filter + " failed too often and waits for the next change");
            }
            return slow
                    ? Optional.of("the listener of " + filter + " has been running for more than " + SLOW.toSeconds()
                            + " seconds")
                    : Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /** Begins no more calls; does not wait. */
    void end() {
        lock.lock();
        try {
            closed = true;
            turned.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether this thread is inside its callback. */
    boolean isCalling(Thread thread) {
        lock.lock();
        try {
            return caller == thread;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        owner.forget(this);
        lock.lock();
        try {
            closed = true;
            turned.signalAll();
            long left = CLOSING.toNanos();
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
