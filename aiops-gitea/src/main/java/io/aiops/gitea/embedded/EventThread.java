package io.aiops.gitea.embedded;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread on which the host's listener is called; it lives while there are events, and ends with the server. */
final class EventThread implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EventThread.class);
    private static final int LONGEST_QUEUE = 10_000;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final PushListener listener;
    private final ThreadPoolExecutor executor;

    EventThread(PushListener listener) {
        this.listener = listener;
        this.executor =
                new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(LONGEST_QUEUE), task -> {
                    Thread thread = new Thread(task, "gitea-events");
                    thread.setDaemon(true);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
    }

    void tell(PushEvent event) {
        try {
            executor.execute(() -> call(event));
        } catch (RejectedExecutionException e) {
            LOG.warn(
                    "the listener is slow or gone; it does not hear of {} in {}/{}",
                    event.ref(),
                    event.owner(),
                    event.repository());
        }
    }

    @Override
    public void close() {
        executor.shutdown();
        try {
            if (!executor.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                executor.shutdownNow();
            }
        } catch (InterruptedException e) {
            executor.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private void call(PushEvent event) {
        try {
            listener.pushed(event);
        } catch (RuntimeException e) {
            LOG.warn("the listener failed on {} of {}/{}", event.ref(), event.owner(), event.repository(), e);
        }
    }
}
