package io.aiops.project;

import io.aiops.config.JsonValue;
import io.aiops.service.Endpoint;
import io.aiops.service.ServiceSpec;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the platform tells a release about itself.
 *
 * @param spec what was wanted of its service
 * @param release its number
 * @param endpoint where its first replica listens
 * @param dataDirectory where it may keep data across releases
 * @param logDirectory where it may write logs of its own
 * @param configuration what is configured for its program, by key; no secrets
 */
public record ReleaseFacts(
        ServiceSpec spec,
        int release,
        Endpoint endpoint,
        Path dataDirectory,
        Path logDirectory,
        Map<String, JsonValue> configuration) {

    /** Checks the release and makes the paths absolute. */
    public ReleaseFacts {
        if (release < 1) {
            throw new IllegalArgumentException("release of " + spec.id() + " must be 1 or more, not " + release);
        }
        dataDirectory = dataDirectory.toAbsolutePath();
        logDirectory = logDirectory.toAbsolutePath();
        configuration = Collections.unmodifiableMap(new TreeMap<>(configuration));
    }
}
