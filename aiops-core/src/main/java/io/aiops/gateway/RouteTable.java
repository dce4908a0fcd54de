package io.aiops.gateway;

import io.aiops.service.ServiceId;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Which service is reached where. Written by the orchestrator, read by gateways; a change is seen by the next read. */
public final class RouteTable {

    private final Map<ServiceId, Route> routes = new ConcurrentHashMap<>();

    /** The route of a service; empty if there is no such service. */
    public Optional<Route> find(ServiceId service) {
        return Optional.ofNullable(routes.get(service));
    }

    /** All routes, as they are now. */
    public Map<ServiceId, Route> all() {
        return Map.copyOf(routes);
    }

    /** Sends calls of a service along a route from now on. */
    public void put(ServiceId service, Route route) {
        routes.put(service, route);
    }

    /** Forgets a service. */
    public void remove(ServiceId service) {
        routes.remove(service);
    }
}
