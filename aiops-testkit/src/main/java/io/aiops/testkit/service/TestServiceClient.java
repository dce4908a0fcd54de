package io.aiops.testkit.service;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiops.service.Endpoint;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;

/** Talks to a running test service. */
public final class TestServiceClient {

    private static final int TIMEOUT_MILLIS = 5_000;

    private final Endpoint endpoint;

    /** A client of the service that listens there. */
    public TestServiceClient(Endpoint endpoint) {
        this.endpoint = endpoint;
    }

    /** Whether it answers that it is healthy. */
    public boolean isHealthy() {
        try {
            return new String(call("/health", null), StandardCharsets.UTF_8).contains("healthy");
        } catch (IOException notYet) {
            return false;
        }
    }

    /** What it found when it was started. */
    public Echo echo() {
        try {
            return Echo.of(new ObjectMapper().readTree(call("/echo", null)));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Makes it start a process, and returns that one's id. */
    public long spawn(Offspring kind) {
        return Long.parseLong(new String(ask("/spawn?" + kind.word(), null), StandardCharsets.US_ASCII));
    }

    /** Makes it write bytes to its standard output. */
    public void print(byte[] bytes) {
        ask("/print", bytes);
    }

    /** Makes it write bytes to its standard error. */
    public void complain(byte[] bytes) {
        ask("/complain", bytes);
    }

    /** Makes it exit. */
    public void exit(int code) {
        fatal("/exit?" + code);
    }

    /** Makes it send a signal to itself. */
    public void die(int signal) {
        fatal("/die?" + signal);
    }

    private void fatal(String path) {
        try {
            call(path, null);
        } catch (IOException expected) {
            // It is gone before it can answer.
            return;
        }
    }

    private byte[] ask(String path, byte @org.jspecify.annotations.Nullable [] body) {
        try {
            return call(path, body);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private byte[] call(String path, byte @org.jspecify.annotations.Nullable [] body) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) endpoint.uri(path).toURL().openConnection();
        connection.setConnectTimeout(TIMEOUT_MILLIS);
        connection.setReadTimeout(TIMEOUT_MILLIS);
        if (body != null) {
            connection.setDoOutput(true);
            connection.setFixedLengthStreamingMode(body.length);
            connection.getOutputStream().write(body);
        }
        try (InputStream in = connection.getInputStream()) {
            return in.readAllBytes();
        } finally {
            connection.disconnect();
        }
    }
}
