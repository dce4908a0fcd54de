package io.aiops.project;

import io.aiops.service.ServiceId;
import java.util.List;

/**
 * One service in the port table.
 *
 * @param service its id
 * @param name its name for people
 * @param host the address it binds
 * @param ports one per replica, in their order
 * @param release the release that serves
 */
public record PortRow(ServiceId service, String name, String host, List<Integer> ports, int release) {

    /** Copies the ports; there is at least one. */
    public PortRow {
        ports = List.copyOf(ports);
        if (ports.isEmpty()) {
            throw new IllegalArgumentException("service " + service + " has no port to show");
        }
    }
}
