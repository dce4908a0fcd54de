package io.aiops.postgres;

import io.aiops.service.Endpoint;

/** The JSON of where a replica listens. */
record StoredEndpoint(String host, int port) {

    static StoredEndpoint of(Endpoint endpoint) {
        return new StoredEndpoint(endpoint.host(), endpoint.port());
    }

    Endpoint toEndpoint() {
        return new Endpoint(host, port);
    }
}
