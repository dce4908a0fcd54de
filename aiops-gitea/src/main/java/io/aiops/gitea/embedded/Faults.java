package io.aiops.gitea.embedded;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/** The knobs for faults of an {@link EmbeddedGiteaServer}. Each is in force until {@link #none()}. Thread-safe. */
public final class Faults {

    /**
     * What is in force.
     *
     * @param concerned the paths that have the faults
     */
    record Settings(
            OptionalLong bodyLimit,
            Optional<Duration> latency,
            OptionalLong cutAfter,
            int failures,
            int failureStatus,
            Optional<Duration> retryAfter,
            Optional<String> linkHost,
            boolean html,
            Predicate<String> concerned) {

        static Settings none() {
            return new Settings(
                    OptionalLong.empty(),
                    Optional.empty(),
                    OptionalLong.empty(),
                    0,
                    0,
                    Optional.empty(),
                    Optional.empty(),
                    false,
                    path -> true);
        }
    }

    private final AtomicReference<Settings> settings = new AtomicReference<>(Settings.none());

    Faults() {}

    /**
     * Refuses larger bodies with 413 and the page of an nginx: at once when the length is announced, else when the limit is
     * passed, before the server behind sees anything. Bodies of unknown length are held in memory up to the limit.
     */
    public Faults bodyLimit(long bytes) {
        settings.updateAndGet(now -> new Settings(
                OptionalLong.of(bytes),
                now.latency,
                now.cutAfter,
                now.failures,
                now.failureStatus,
                now.retryAfter,
                now.linkHost,
                now.html,
                now.concerned));
        return this;
    }

    /** Waits before each request is looked at. */
    public Faults latency(Duration pause) {
        settings.updateAndGet(now -> new Settings(
                now.bodyLimit,
                Optional.of(pause),
                now.cutAfter,
                now.failures,
                now.failureStatus,
                now.retryAfter,
                now.linkHost,
                now.html,
                now.concerned));
        return this;
    }

    /** Closes the connection once so many bytes of a request's body were read, or so many of an answer's were written. */
    public Faults cutAfter(long bytes) {
        settings.updateAndGet(now -> new Settings(
                now.bodyLimit,
                now.latency,
                OptionalLong.of(bytes),
                now.failures,
                now.failureStatus,
                now.retryAfter,
                now.linkHost,
                now.html,
                now.concerned));
        return this;
    }

    /** Answers the next requests with a status, as a Gitea with an empty message; then all is as before. */
    public Faults failNext(int count, int status) {
        return fail(count, status, Optional.empty());
    }

    /** The same with a {@code Retry-After} in whole seconds. */
    public Faults failNext(int count, int status, Duration retryAfter) {
        return fail(count, status, Optional.of(retryAfter));
    }

    /** Puts another host and port into {@code Link} headers, as a Gitea with a wrong ROOT_URL does. */
    public Faults linkHost(String hostAndPort) {
        settings.updateAndGet(now -> new Settings(
                now.bodyLimit,
                now.latency,
                now.cutAfter,
                now.failures,
                now.failureStatus,
                now.retryAfter,
                Optional.of(hostAndPort),
                now.html,
                now.concerned));
        return this;
    }

    /** Answers the API with 200 and a page to sign in, as some proxies do. */
    public Faults htmlInsteadOfJson() {
        settings.updateAndGet(now -> new Settings(
                now.bodyLimit,
                now.latency,
                now.cutAfter,
                now.failures,
                now.failureStatus,
                now.retryAfter,
                now.linkHost,
                true,
                now.concerned));
        return this;
    }

    /** Lets the faults meet only requests whose path, from the first slash, fits. */
    public Faults onlyFor(Predicate<String> path) {
        settings.updateAndGet(now -> new Settings(
                now.bodyLimit,
                now.latency,
                now.cutAfter,
                now.failures,
                now.failureStatus,
                now.retryAfter,
                now.linkHost,
                now.html,
                path));
        return this;
    }

    /** Takes all faults back. */
    public Faults none() {
        settings.set(Settings.none());
        return this;
    }

    Settings now() {
        return settings.get();
    }

    /** The settings for a request that shall fail, or empty; counts it. */
    Optional<Settings> takeFailure() {
        Settings before = settings.getAndUpdate(now -> now.failures == 0
                ? now
                : new Settings(
                        now.bodyLimit,
                        now.latency,
                        now.cutAfter,
                        now.failures - 1,
                        now.failureStatus,
                        now.retryAfter,
                        now.linkHost,
                        now.html,
                        now.concerned));
        return before.failures == 0 ? Optional.empty() : Optional.of(before);
    }

    private Faults fail(int count, int status, Optional<Duration> retryAfter) {
        settings.updateAndGet(now -> new Settings(
                now.bodyLimit,
                now.latency,
                now.cutAfter,
                count,
                status,
                retryAfter,
                now.linkHost,
                now.html,
                now.concerned));
        return this;
    }
}
