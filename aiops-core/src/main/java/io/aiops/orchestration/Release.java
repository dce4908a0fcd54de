package io.aiops.orchestration;

import io.aiops.runtime.RuntimeHandle;
import io.aiops.service.Endpoint;
import io.aiops.service.ServiceId;
import io.aiops.service.ServiceSpec;
import io.aiops.service.WorkloadId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One release of a service that was built: all that is needed to run it again, also after a reboot of the host.
 *
 * @param number its number within the service, from 1
 * @param spec what was wanted of it
 * @param source where its code came from
 * @param command what starts it in its folder
 * @param endpoints where its replicas listen
 * @param handle how its runtime finds it, once applied
 * @param createdBy who deployed it
 * @param createdAt when
 */
public record Release(
        int number,
        ServiceSpec spec,
        Source source,
        List<String> command,
        List<Endpoint> endpoints,
        Optional<RuntimeHandle> handle,
        String createdBy,
        Instant createdAt) {

    /** Copies the lists. */
    public Release {
        command = List.copyOf(command);
        endpoints = List.copyOf(endpoints);
    }

    /** Whose release it is. */
    public ServiceId service() {
        return spec.id();
    }

    /** The workload that a runtime holds for it. */
    public WorkloadId workload() {
        return new WorkloadId(spec.id(), number);
    }

    /** The same release with the handle that its runtime gave. */
    public Release withHandle(RuntimeHandle given) {
        return new Release(number, spec, source, command, endpoints, Optional.of(given), createdBy, createdAt);
    }

    /** The same release listening elsewhere. */
    public Release withEndpoints(List<Endpoint> addresses) {
        return new Release(number, spec, source, command, addresses, handle, createdBy, createdAt);
    }
}
