package io.aiops.runtime.local;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread of a local runtime: looks for changes often, and for dead keepers and large logs now and then. */
final class Watch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration END_LIMIT = Duration.ofSeconds(10);
    private static final int LOOKS_PER_CARE = 10;

    private final Thread thread;
    private final Runnable look;
    private final Runnable care;
    private volatile boolean closed;

    /**
     * @param look done ten times a second
     * @param care done once a second
     */
    Watch(String name, Runnable look, Runnable care) {
        this.look = look;
        this.care = care;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    void begin() {
        thread.start();
    }

    private void run() {
        for (int turn = 1; !closed; turn = turn % LOOKS_PER_CARE + 1) {
            attempt(look);
            if (turn == LOOKS_PER_CARE) {
                attempt(care);
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    private static void attempt(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException failed) {
            LOG.warn("a look at the local workloads failed", failed);
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        try {
            if (thread != Thread.currentThread()) {
                thread.join(END_LIMIT.toMillis());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
