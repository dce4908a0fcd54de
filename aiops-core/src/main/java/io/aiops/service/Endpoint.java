package io.aiops.service;

import java.net.URI;

/**
 * Where a replica listens.
 *
 * @param host an address or host name
 * @param port 1 to 65535
 */
public record Endpoint(String host, int port) {

    /** Checks the port's range. */
    public Endpoint {
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port must be 1 to 65535, not " + port);
        }
    }

    /** {@code http://host:port} followed by the path, which begins with a slash or is empty. */
    public URI uri(String path) {
        String shown = host.contains(":") ? "[" + host + "]" : host;
        return URI.create("http://" + shown + ":" + port + path);
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
