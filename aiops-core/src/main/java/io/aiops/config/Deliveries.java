package io.aiops.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** All listeners of one resolver, and the threads they are called on: one for each that is being called, up to a bound. */
final class Deliveries implements AutoCloseable {

    private static final int MOST_THREADS = 64;
    private static final Duration IDLE = Duration.ofSeconds(5);
    private static final Duration CLOSING = Duration.ofSeconds(5);

    private final CurrentSnapshot current;
    private final StoreContact contact;
    private final Set<Delivery> deliveries = ConcurrentHashMap.newKeySet();
    private final AtomicInteger numbers = new AtomicInteger();
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            0, MOST_THREADS, IDLE.toMillis(), TimeUnit.MILLISECONDS, new SynchronousQueue<>(), this::thread);

    Deliveries(CurrentSnapshot current, StoreContact contact) {
        this.current = current;
        this.contact = contact;
        current.whenReplaced(() -> deliveries.forEach(delivery -> delivery.wake(threads)));
    }

    private Thread thread(Runnable work) {
        Thread thread = new Thread(work, "aiops-config-listener-" + numbers.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    ConfigSubscription add(ConfigFilter filter, ConfigListener listener) {
        Delivery delivery = new Delivery(filter, listener, current, contact, this);
        deliveries.add(delivery);
        delivery.wake(threads); // for what was replaced before it was on the list
        return delivery;
    }

    void forget(Delivery delivery) {
        deliveries.remove(delivery);
    }

    /** Gives a thread to those that found none. */
    void wakeWaiting() {
        deliveries.forEach(delivery -> delivery.wakeIfWaiting(threads));
    }

    List<String> troubles() {
        return deliveries.stream()
                .map(Delivery::trouble)
                .flatMap(Optional::stream)
                .sorted()
                .toList();
    }

    /** Ends all subscriptions and threads; waits a few seconds for running callbacks, unless called from inside one. */
    @Override
    public void close() {
        List<Delivery> all = List.copyOf(deliveries);
        all.forEach(Delivery::end);
        deliveries.clear();
        threads.shutdown();
        if (all.stream().anyMatch(delivery -> delivery.isCalling(Thread.currentThread()))) {
            return;
        }
        try {
            if (!threads.awaitTermination(CLOSING.toMillis(), TimeUnit.MILLISECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException interrupted) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
