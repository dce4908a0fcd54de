package io.aiops.config;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread of {@link ChangeHints}: connects, listens until that fails, and begins again after growing pauses of random
 * length, 0.1 to 5 seconds. Says once when hints are lost and once when they are back. Thread-safe.
 */
public final class HintThread implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(HintThread.class);

    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final String what;
    private final Listener listener;
    private final Runnable wake;
    private final Thread thread;
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile boolean connected;
    private volatile Duration pause = SHORTEST;
    private boolean lost;

    /**
     * A thread that is not started yet.
     *
     * @param what what listens, for the log and the thread's name
     * @param wake called whenever something may have changed; what it throws is logged
     */
    public HintThread(String what, Listener listener, Runnable wake) {
        this.what = what;
        this.listener = listener;
        this.wake = wake;
        this.thread = new Thread(this::run, "aiops-" + what.replace(' ', '-'));
        thread.setDaemon(true);
    }

    /** Begins. */
    public void start() {
        thread.start();
    }

    /** To be called by the listener when it is connected: what was missed until now is made up for by a look at the store. */
    public void connected() {
        if (lost) {
            log.info("{} are back", what);
        }
        lost = false;
        pause = SHORTEST;
        connected = true;
        wake();
    }

    /** To be called by the listener when something may have changed. */
    public void wake() {
        try {
            wake.run();
        } catch (RuntimeException failed) {
            log.warn("{} could not pass on a hint", what, failed);
        }
    }

    /** Whether it hears now. */
    public boolean isConnected() {
        return connected;
    }

    /** Whether it is told to end. */
    public boolean isClosing() {
        return closing.getCount() == 0;
    }

    /**
     * Tells the thread to end; the owner then breaks its connection and calls {@link #close}.
     */
    public void stop() {
        closing.countDown();
    }

    /** Ends; waits 5 seconds at most. Idempotent. */
    @Override
    public void close() {
        stop();
        if (Thread.currentThread() == thread) {
            return;
        }
        try {
            thread.join(PATIENCE.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!isClosing()) {
            Exception why;
            try {
                listener.listen();
                why = new IllegalStateException("it was told that nothing more will come");
            } catch (Exception failed) {
                why = failed;
            }
            connected = false;
            if (isClosing()) {
                return;
            }
            if (!lost) {
                lost = true;
                log.warn("{} are lost at present; changes are noticed a little later ({})", what, why.toString());
            }
            rest();
        }
    }

    private void rest() {
        Duration longest = pause;
        pause = longest.multipliedBy(2).compareTo(LONGEST) > 0 ? LONGEST : longest.multipliedBy(2);
        long millis = ThreadLocalRandom.current().nextLong(longest.toMillis() / 2, longest.toMillis() + 1);
        try {
            boolean ended = closing.await(millis, TimeUnit.MILLISECONDS);
            log.debug("{} {}", what, ended ? "ends" : "connects again");
        } catch (InterruptedException nobodyInterruptsThis) {
            stop();
        }
    }

    /** Connects and listens. */
    @FunctionalInterface
    public interface Listener {

        /**
         * Returns or throws when it hears nothing any more.
         *
         * @throws Exception for any failure of the connection
         */
        void listen() throws Exception;
    }
}
