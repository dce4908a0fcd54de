package io.aiops.project;

import io.aiops.service.ServiceId;
import java.util.List;

/**
 * One row of the port table.
 *
 * @param service the service
 * @param name its name for people
 * @param host the address it binds
 * @param ports one for each replica
 * @param release the release that serves
 */
public record PortRow(ServiceId service, String name, String host, List<Integer> ports, int release) {

    /** Copies the ports. */
    public PortRow {
        ports = List.copyOf(ports);
    }
}
