package io.aiops.gitea.embedded;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.function.Predicate;

/** The knobs for faults of an {@link EmbeddedGiteaServer}. Each is in force until {@link #none()}. Thread-safe. */
public final class Faults {

    /** An answer that is given instead of the right one. */
    record Failure(int status, Optional<Duration> retryAfter) {}

    private final Queue<Failure> failures = new ArrayDeque<>();
    private OptionalLong bodyLimit = OptionalLong.empty();
    private Optional<Duration> latency = Optional.empty();
    private OptionalLong cutAfter = OptionalLong.empty();
    private Optional<String> linkHost = Optional.empty();
    private boolean html;
    private Predicate<String> concerned = path -> true;

    Faults() {}

    /**
     * Refuses larger bodies with 413 and the page of an nginx: at once when the length is announced, else when the limit is
     * passed, before the server behind sees anything. Bodies of unknown length are held in memory up to the limit.
     */
    public synchronized Faults bodyLimit(long bytes) {
        bodyLimit = OptionalLong.of(bytes);
        return this;
    }

    /** Waits before each request is looked at. */
    public synchronized Faults latency(Duration pause) {
        latency = Optional.of(pause);
        return this;
    }

    /** Closes the connection once so many bytes of a request's body were read, or so many of an answer's were written. */
    public synchronized Faults cutAfter(long bytes) {
        cutAfter = OptionalLong.of(bytes);
        return this;
    }

    /** Answers the next requests with a status, as a Gitea with an empty message; then all is as before. */
    public synchronized Faults failNext(int count, int status) {
        return fail(count, new Failure(status, Optional.empty()));
    }

    /** The same with a {@code Retry-After} in whole seconds. */
    public synchronized Faults failNext(int count, int status, Duration retryAfter) {
        return fail(count, new Failure(status, Optional.of(retryAfter)));
    }

    /** Puts another host and port into {@code Link} headers, as a Gitea with a wrong ROOT_URL does. */
    public synchronized Faults linkHost(String hostAndPort) {
        linkHost = Optional.of(hostAndPort);
        return this;
    }

    /** Answers the API with 200 and a page to sign in, as some proxies do. */
    public synchronized Faults htmlInsteadOfJson() {
        html = true;
        return this;
    }

    /** Lets the faults meet only requests whose path, from the first slash, fits. */
    public synchronized Faults onlyFor(Predicate<String> path) {
        concerned = path;
        return this;
    }

    /** Takes all faults back. */
    public synchronized Faults none() {
        failures.clear();
        bodyLimit = OptionalLong.empty();
        latency = Optional.empty();
        cutAfter = OptionalLong.empty();
        linkHost = Optional.empty();
        html = false;
        concerned = path -> true;
        return this;
    }

    synchronized boolean concern(String path) {
        return concerned.test(path);
    }

    synchronized OptionalLong bodyLimit() {
        return bodyLimit;
    }

    synchronized Optional<Duration> latency() {
        return latency;
    }

    synchronized OptionalLong cutAfter() {
        return cutAfter;
    }

    synchronized Optional<String> linkHost() {
        return linkHost;
    }

    synchronized boolean html() {
        return html;
    }

    /** The failure that is due, or empty; it is due once. */
    synchronized Optional<Failure> takeFailure() {
        return Optional.ofNullable(failures.poll());
    }

    private Faults fail(int count, Failure failure) {
        for (int i = 0; i < count; i++) {
            failures.add(failure);
        }
        return this;
    }
}
