package io.aiops.runtime.local;

import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.service.Endpoint;
import io.aiops.service.WorkloadId;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;

/** Looks whether somebody holds an address before a process is started that needs it. */
final class PortProbe {

    private static final int FIRST_UNPRIVILEGED = 1024;

    private PortProbe() {}

    /**
     * Returns if the address is free, or if that cannot be told.
     *
     * @throws AiOpsException {@code PORT_TAKEN}
     */
    static void requireFree(WorkloadId id, Endpoint endpoint) {
        if (endpoint.port() < FIRST_UNPRIVILEGED) {
            return;
        }
        try (ServerSocket probe = new ServerSocket()) {
            InetAddress address = InetAddress.getByName(endpoint.host().equals("*") ? "0.0.0.0" : endpoint.host());
            if (!address.isAnyLocalAddress()
                    && !address.isLoopbackAddress()
                    && NetworkInterface.getByInetAddress(address) == null) {
                return;
            }
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(address, endpoint.port()), 1);
        } catch (BindException taken) {
            throw new AiOpsException(
                    ErrorCode.PORT_TAKEN,
                    "workload " + id + " cannot listen on " + endpoint + ": the port is held by another process",
                    taken);
        } catch (IOException unknown) {
            // Whether it is free is then for the service to find out.
            return;
        }
    }
}
