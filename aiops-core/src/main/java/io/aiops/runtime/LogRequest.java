package io.aiops.runtime;

import java.util.Optional;

/**
 * Which part of a log to read.
 *
 * @param stream standard output or standard error
 * @param replica which replica, from 0
 * @param from the cursor to read on from; empty means the last {@code maxBytes} bytes
 * @param maxBytes how many bytes at most, 1 to {@link #MAX_BYTES}
 */
public record LogRequest(LogStream stream, int replica, Optional<String> from, int maxBytes) {

    /** The most that one call returns. */
    public static final int MAX_BYTES = 4 * 1024 * 1024;

    /** Checks the bounds. */
    public LogRequest {
        if (replica < 0 || maxBytes < 1 || maxBytes > MAX_BYTES) {
            throw new IllegalArgumentException("replica must be 0 or more and maxBytes 1 to " + MAX_BYTES);
        }
    }

    /** The end of a log. */
    public static LogRequest tail(LogStream stream, int maxBytes) {
        return new LogRequest(stream, 0, Optional.empty(), maxBytes);
    }

    /** What came after a cursor. */
    public static LogRequest after(LogStream stream, String cursor, int maxBytes) {
        return new LogRequest(stream, 0, Optional.of(cursor), maxBytes);
    }
}
