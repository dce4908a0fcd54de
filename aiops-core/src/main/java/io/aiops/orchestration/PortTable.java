package io.aiops.orchestration;

import io.aiops.project.CommonFiles;
import io.aiops.project.PortRow;
import io.aiops.service.Endpoint;
import java.util.List;

/** Keeps {@code config/ports.json} and {@code ports.py} in step with the services. */
final class PortTable {

    private final ServiceRepository services;
    private final CommonFiles files;
    private final String platformId;

    PortTable(ServiceRepository services, CommonFiles files, String platformId) {
        this.services = services;
        this.files = files;
        this.platformId = platformId;
    }

    /** Writes the table anew from what is stored. Two writers at once leave one whole table. */
    synchronized void write() {
        List<PortRow> rows = services.list().stream()
                .filter(service -> service.platformId().equals(platformId))
                .flatMap(service -> service.current().stream())
                .map(release -> new PortRow(
                        release.service(),
                        release.spec().name(),
                        release.spec().host(),
                        release.endpoints().stream().map(Endpoint::port).toList(),
                        release.number()))
                .toList();
        files.writePortTable(rows);
    }
}
