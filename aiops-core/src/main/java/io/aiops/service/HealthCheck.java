package io.aiops.service;

import java.time.Duration;

/**
 * How to ask a service whether it is ready.
 *
 * @param path the path to GET on its own address; 200 means ready
 * @param interval time between two questions once it runs
 * @param timeout how long one answer may take
 * @param startTimeout how long after its start the first good answer may take
 */
public record HealthCheck(String path, Duration interval, Duration timeout, Duration startTimeout) {

    /** {@code /health} every 10 s, 3 s for an answer, 120 s to come up. */
    public static final HealthCheck DEFAULT =
            new HealthCheck("/health", Duration.ofSeconds(10), Duration.ofSeconds(3), Duration.ofSeconds(120));

    /** Checks that the path is a plain absolute path and that all times are positive. */
    public HealthCheck {
        if (!path.matches("/[A-Za-z0-9._~/%?&=-]*")) {
            throw new IllegalArgumentException("health path must begin with / and be a plain URL path: " + path);
        }
        Durations.requirePositive("health interval", interval);
        Durations.requirePositive("health timeout", timeout);
        Durations.requirePositive("health start_timeout", startTimeout);
    }

    /** The same check with another limit for coming up. */
    public HealthCheck withStartTimeout(Duration limit) {
        return new HealthCheck(path, interval, timeout, limit);
    }
}
