package io.aiops.gitea;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads that carry answers. The gate bounds how many there can be; they end when idle. */
final class ClientThreads {

    private static final int IDLE_SECONDS = 10;

    private ClientThreads() {}

    static ExecutorService start() {
        AtomicInteger number = new AtomicInteger();
        return new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                    Thread thread = new Thread(task, "aiops-gitea-http-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
    }
}
