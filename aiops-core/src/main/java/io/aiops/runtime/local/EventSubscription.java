package io.aiops.runtime.local;

import io.aiops.runtime.RuntimeEvent;
import io.aiops.runtime.Subscription;
import io.aiops.service.WorkloadId;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One listener with its own thread. What waits is bounded: one event per workload, the newest. */
final class EventSubscription implements Subscription {

    private static final Logger LOG = LoggerFactory.getLogger(EventSubscription.class);

    private final Consumer<RuntimeEvent> listener;
    private final Consumer<EventSubscription> onClose;
    private final Thread thread;
    private final Map<WorkloadId, RuntimeEvent> waiting = new LinkedHashMap<>();
    private boolean closed;

    EventSubscription(String name, Consumer<RuntimeEvent> listener, Consumer<EventSubscription> onClose) {
        this.listener = listener;
        this.onClose = onClose;
        this.thread = new Thread(this::deliver, name + "-listener");
        thread.setDaemon(true);
    }

    void begin() {
        thread.start();
    }

    synchronized void offer(RuntimeEvent event) {
        if (!closed) {
            waiting.remove(event.workload());
            waiting.put(event.workload(), event);
            notifyAll();
        }
    }

    private void deliver() {
        for (Optional<RuntimeEvent> next = next(); next.isPresent(); next = next()) {
            try {
                listener.accept(next.get());
            } catch (RuntimeException failed) {
                LOG.warn(
                        "workload {}: a listener failed on an event", next.get().workload(), failed);
            }
        }
    }

    private synchronized Optional<RuntimeEvent> next() {
        while (waiting.isEmpty() && !closed) {
            try {
                wait();
            } catch (InterruptedException ended) {
                return Optional.empty();
            }
        }
        if (closed) {
            return Optional.empty();
        }
        Iterator<RuntimeEvent> events = waiting.values().iterator();
        RuntimeEvent next = events.next();
        events.remove();
        return Optional.of(next);
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            waiting.clear();
            notifyAll();
        }
        onClose.accept(this);
    }
}
