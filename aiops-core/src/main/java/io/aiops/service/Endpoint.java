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

    /**
     * {@code http://host:port} followed by the path, which begins with a slash or is empty. A wildcard address becomes the
     * loopback address, since nobody can connect to a wildcard.
     */
    public URI uri(String path) {
        String reachable = reachableHost();
        String shown = reachable.contains(":") ? "[" + reachable + "]" : reachable;
        return URI.create("http://" + shown + ":" + port + path);
    }

    /** The address to connect to: the host, or the loopback address where the host is a wildcard. */
    public String reachableHost() {
        return switch (host) {
            case "0.0.0.0", "*" -> "127.0.0.1";
            case "::" -> "::1";
            default -> host;
        };
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
