package io.aiops.gitea.webhook;

import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands on pushes, one at a time a key and the latest only: what arrives while one is being worked on replaces whatever
 * waits. A storm of pushes so ends with the last one, worked on once. Keys do not wait for each other beyond the number of
 * threads. Thread-safe; close it to end its threads.
 *
 * @param <K> what must not be worked on twice at once, such as a service
 * @param <V> what to work on, such as a commit
 */
public final class PushCoalescer<K, V> implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PushCoalescer.class);

    private final Work<K, V> work;
    private final ExecutorService threads;
    private final Object lock = new Object();
    private final Map<K, V> waiting = new LinkedHashMap<>();
    private final Set<K> busy = new HashSet<>();

    /** What is done with the latest of a key. */
    @FunctionalInterface
    public interface Work<K, V> {
        /** Works on it; what it throws is logged, and the next one comes all the same. */
        void on(K key, V latest);
    }

    /**
     * Starts without work.
     *
     * @param parallel how many keys are worked on at the same time
     * @param work what is done
     */
    public PushCoalescer(int parallel, Work<K, V> work) {
        this.work = work;
        this.threads = Executors.newFixedThreadPool(parallel, task -> {
            Thread thread = new Thread(task, "aiops-gitea-push");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Notes the latest of a key and returns at once. Whatever waited for that key is forgotten.
     *
     * @return whether it is taken; false after {@link #close}
     */
    public boolean offer(K key, V latest) {
        synchronized (lock) {
            if (threads.isShutdown()) {
                return false;
            }
            waiting.put(key, latest);
            if (!busy.add(key)) {
                return true;
            }
        }
        return start(key);
    }

    /** How many keys have something waiting or being worked on. */
    public int pending() {
        synchronized (lock) {
            Set<K> keys = new HashSet<>(busy);
            keys.addAll(waiting.keySet());
            return keys.size();
        }
    }

    /** Takes no more, forgets what waits, interrupts what is being worked on and waits for it up to ten seconds. Idempotent. */
    @Override
    public void close() {
        synchronized (lock) {
            waiting.clear();
            threads.shutdownNow();
        }
        awaitEnd(Duration.ofSeconds(10));
    }

    private boolean start(K key) {
        try {
            threads.execute(() -> workOn(key));
            return true;
        } catch (RejectedExecutionException closed) {
            synchronized (lock) {
                waiting.remove(key);
                busy.remove(key);
            }
            return false;
        }
    }

    /** One piece of work, then the end of the queue, so that one busy key does not keep the others waiting. */
    private void workOn(K key) {
        V latest;
        synchronized (lock) {
            latest = waiting.remove(key);
        }
        if (latest != null) {
            try {
                work.on(key, latest);
            } catch (RuntimeException failed) {
                LOG.warn("the push for {} could not be worked on", key, failed);
            }
        }
        synchronized (lock) {
            if (!waiting.containsKey(key)) {
                busy.remove(key);
                return;
            }
        }
        start(key);
    }

    private void awaitEnd(Duration limit) {
        try {
            if (!threads.awaitTermination(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("work on pushes goes on {} s after it was told to end", limit.toSeconds());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
