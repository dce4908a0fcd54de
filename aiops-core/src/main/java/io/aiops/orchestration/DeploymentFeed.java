package io.aiops.orchestration;

import io.aiops.runtime.Subscription;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells listeners what happens to the deployments that run in this process. Thread-safe. */
final class DeploymentFeed {

    private static final Logger log = LoggerFactory.getLogger(DeploymentFeed.class);

    private final Map<String, List<Consumer<DeploymentEvent>>> listeners = new ConcurrentHashMap<>();

    /** Registers a listener of one deployment; it is called on the deployment's own thread and must not wait. */
    Subscription listen(String deploymentId, Consumer<DeploymentEvent> listener) {
        listeners
                .computeIfAbsent(deploymentId, id -> new CopyOnWriteArrayList<>())
                .add(listener);
        return () -> listeners.computeIfPresent(deploymentId, (id, those) -> {
            those.remove(listener);
            return those.isEmpty() ? null : those;
        });
    }

    void tell(String deploymentId, DeploymentEvent event) {
        for (Consumer<DeploymentEvent> listener : listeners.getOrDefault(deploymentId, List.of())) {
            try {
                listener.accept(event);
            } catch (RuntimeException failure) {
                log.warn("a listener of deployment {} failed", deploymentId, failure);
            }
        }
    }
}
