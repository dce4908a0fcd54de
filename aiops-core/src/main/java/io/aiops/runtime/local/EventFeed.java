package io.aiops.runtime.local;

import io.aiops.runtime.ReplicaStatus;
import io.aiops.runtime.RuntimeEvent;
import io.aiops.runtime.Subscription;
import io.aiops.runtime.WorkloadStatus;
import io.aiops.service.ServiceState;
import io.aiops.service.WorkloadId;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Compares what is with what was, and tells the difference to every listener. Thread-safe. */
final class EventFeed implements AutoCloseable {

    private final String name;
    private final Clock clock;
    private final Map<WorkloadId, WorkloadStatus> last = new HashMap<>();
    private final List<EventSubscription> subscriptions = new CopyOnWriteArrayList<>();
    private boolean closed;

    EventFeed(String name, Clock clock) {
        this.name = name;
        this.clock = clock;
    }

    boolean hasListeners() {
        return !subscriptions.isEmpty();
    }

    /** Whether some workload was last seen in a state that ends by the mere passing of time. */
    synchronized boolean isUnsettled() {
        return last.values().stream()
                .flatMap(status -> status.replicas().stream())
                .anyMatch(replica ->
                        replica.state() == ServiceState.STARTING || replica.state() == ServiceState.STOPPING);
    }

    /** Looks, and tells the listeners what changed since the last look. */
    synchronized void publish(Supplier<Map<WorkloadId, WorkloadStatus>> look) {
        publish(look.get());
    }

    private void publish(Map<WorkloadId, WorkloadStatus> now) {
        for (WorkloadId gone : Set.copyOf(last.keySet())) {
            if (!now.containsKey(gone)) {
                last.remove(gone);
                tell(new RuntimeEvent(gone, Optional.empty(), false, clock.instant()));
            }
        }
        now.forEach((id, status) -> {
            WorkloadStatus before = last.put(id, status);
            if (before == null || !isSame(before, status)) {
                tell(new RuntimeEvent(id, Optional.of(status), false, clock.instant()));
            }
        });
    }

    private void tell(RuntimeEvent event) {
        subscriptions.forEach(subscription -> subscription.offer(event));
    }

    private static boolean isSame(WorkloadStatus before, WorkloadStatus now) {
        if (!before.specHash().equals(now.specHash())
                || before.replicas().size() != now.replicas().size()) {
            return false;
        }
        for (int index = 0; index < now.replicas().size(); index++) {
            if (!isSame(before.replicas().get(index), now.replicas().get(index))) {
                return false;
            }
        }
        return true;
    }

    /** The moments are left out: they are measured, and a change of the clock alone is no change. */
    private static boolean isSame(ReplicaStatus before, ReplicaStatus now) {
        return before.state() == now.state()
                && before.pid().equals(now.pid())
                && before.restarts() == now.restarts()
                && before.message().equals(now.message())
                && before.lastExit().isPresent() == now.lastExit().isPresent();
    }

    /** Begins with the present state; no change after it is missed. */
    synchronized Subscription subscribe(
            Supplier<Map<WorkloadId, WorkloadStatus>> look, Consumer<RuntimeEvent> listener) {
        Map<WorkloadId, WorkloadStatus> now = look.get();
        publish(now);
        EventSubscription subscription = new EventSubscription(name, listener, subscriptions::remove);
        now.forEach(
                (id, status) -> subscription.offer(new RuntimeEvent(id, Optional.of(status), true, clock.instant())));
        if (closed) {
            subscription.close();
        } else {
            subscriptions.add(subscription);
            subscription.begin();
        }
        return subscription;
    }

    @Override
    public synchronized void close() {
        closed = true;
        subscriptions.forEach(EventSubscription::close);
    }
}
