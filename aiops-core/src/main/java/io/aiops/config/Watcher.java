package io.aiops.config;

import io.aiops.error.AiOpsException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread {@code aiops-config}: looks at the store now and then and when it is woken, and saves what it saw. */
final class Watcher implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Watcher.class);
    private static final Duration CLOSING = Duration.ofSeconds(2);
    /** A secret whose key is gone for good is read again and again. */
    private static final Duration RELOAD_GAP = Duration.ofSeconds(30);

    private static final double JITTER = 0.1;

    private final StoreWatch store;
    private final Duration interval;
    private final LongSupplier chores;
    private final BlockingQueue<Boolean> signals = new ArrayBlockingQueue<>(1);
    private final AtomicBoolean hinted = new AtomicBoolean();
    private final AtomicBoolean doubted = new AtomicBoolean();
    private final Thread thread;
    private volatile boolean closed;
    private volatile long loaded = System.nanoTime() - RELOAD_GAP.toNanos() - 1;

    /**
     * A thread that does not run yet.
     *
     * @param chores what else is done each time, such as saving; answers in how many nanoseconds there is more to do
     */
    Watcher(StoreWatch store, Duration interval, LongSupplier chores) {
        this.store = store;
        this.interval = interval;
        this.chores = chores;
        this.thread = new Thread(this::watch, "aiops-config");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Makes it look at the store at once; many wakes before it does so are one. */
    void wake() {
        hinted.set(true);
        signals.offer(true);
    }

    /** Makes it load everything at once, unless it did so a short while ago. */
    void doubt() {
        if (System.nanoTime() - loaded > RELOAD_GAP.toNanos() && doubted.compareAndSet(false, true)) {
            wake();
        }
    }

    /** Makes it do its chores soon. */
    void remind() {
        signals.offer(true);
    }

    private void watch() {
        try {
            long nextLook = System.nanoTime() + pause();
            while (!closed) {
                long nextChore = chores();
                long wait = Math.min(nextLook - System.nanoTime(), nextChore);
                if (wait > 0) {
                    signals.poll(wait, TimeUnit.NANOSECONDS);
                }
                boolean due = nextLook - System.nanoTime() <= 0;
                if (!closed && (hinted.getAndSet(false) || due)) {
                    look();
                    nextLook = System.nanoTime() + pause();
                }
            }
        } catch (InterruptedException ends) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        try {
            store.refresh();
            if (doubted.get()) {
                loaded = System.nanoTime();
                doubted.set(false);
                store.reload();
            }
        } catch (AiOpsException silent) {
            LOG.debug("the configuration store did not answer: {}", silent.message()); // said once by StoreContact
        } catch (RuntimeException broken) {
            LOG.debug("the configuration store failed", broken);
        }
    }

    private long chores() {
        try {
            return chores.getAsLong();
        } catch (RuntimeException broken) {
            LOG.warn("the thread aiops-config goes on after an error", broken);
            return interval.toNanos();
        }
    }

    private long pause() {
        double factor = 1 + JITTER * (2 * ThreadLocalRandom.current().nextDouble() - 1);
        return (long) (interval.toNanos() * factor);
    }

    /** Ends the thread; waits a few seconds for a look that is under way, and no longer. */
    @Override
    public void close() {
        closed = true;
        wake();
        if (Thread.currentThread() == thread || !thread.isAlive()) {
            return;
        }
        try {
            thread.join(CLOSING.toMillis());
            if (thread.isAlive()) {
                thread.interrupt();
                thread.join(CLOSING.toMillis());
            }
        } catch (InterruptedException interrupted) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }
}
