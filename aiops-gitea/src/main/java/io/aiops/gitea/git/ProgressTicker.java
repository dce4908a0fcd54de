package io.aiops.gitea.git;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Hands out how far something is, 10 times a second from one thread of its own, and then once how it ended. A listener that
 * throws is not asked again before the end, and stops nothing.
 *
 * @param <E> what is handed out
 */
public final class ProgressTicker<E> {

    private static final long MILLIS = 100;
    private static final long LAST_WORD_MILLIS = 500;

    private final Consumer<E> listener;
    private final ScheduledExecutorService thread;

    /** Begins to hand out what the supplier says. */
    public ProgressTicker(String name, Supplier<E> now, Consumer<E> listener) {
        this.listener = listener;
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread made = new Thread(task, name);
            made.setDaemon(true);
            return made;
        });
        thread.scheduleAtFixedRate(() -> listener.accept(now.get()), 0, MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Ends it: waits for a running event, at most half a second, then hands out the last one. To be called once. */
    public void end(E last) {
        thread.shutdownNow();
        try {
            thread.awaitTermination(LAST_WORD_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        try {
            listener.accept(last);
        } catch (RuntimeException ofTheListener) {
            return;
        }
    }
}
