package io.aiops.gateway;

import io.aiops.service.Endpoint;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where calls of one service go.
 *
 * @param endpoints the replicas that take calls, best first; empty while the service is stopped
 * @param timeout how long one call may take
 */
public record Route(List<Endpoint> endpoints, Duration timeout) {

    /** Copies the endpoints. */
    public Route {
        endpoints = List.copyOf(endpoints);
    }

    /** The replica to call; empty while the service is stopped. */
    public Optional<Endpoint> pick() {
        return endpoints.stream().findFirst();
    }
}
