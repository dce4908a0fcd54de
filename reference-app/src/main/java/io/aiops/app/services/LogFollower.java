package io.aiops.app.services;

import io.aiops.app.http.EventStream;
import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.orchestration.ServiceOrchestrator;
import io.aiops.runtime.LogRequest;
import io.aiops.runtime.LogSlice;
import io.aiops.runtime.LogStream;
import io.aiops.service.ServiceId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the log of one service: its last lines, or all that comes for one client. */
final class LogFollower {

    private static final Duration LOOK_EVERY = Duration.ofMillis(500);
    private static final int CHUNK = 64 * 1024;
    private static final int TAIL = 2 * 1024 * 1024;

    private final ServiceOrchestrator services;
    private final ServiceId id;
    private final LogStream stream;

    LogFollower(ServiceOrchestrator services, ServiceId id, LogStream stream) {
        this.services = services;
        this.id = id;
        this.stream = stream;
    }

    /** The last lines; none before the first release. */
    List<String> lastLines(int most) {
        return tail().map(slice -> lines(slice, most)).orElse(List.of());
    }

    /** Sends the last lines, or what came after the cursor, and then whatever is written, until the client is gone. */
    void follow(EventStream client, Optional<String> from, int lines) throws IOException, InterruptedException {
        Optional<String> cursor = from;
        byte[] torn = new byte[0];
        if (cursor.isEmpty()) {
            Optional<LogSlice> tail = tail();
            List<String> shown = tail.map(slice -> lines(slice, lines)).orElse(List.of());
            cursor = tail.map(LogSlice::next);
            if (!shown.isEmpty()) {
                boolean whole = endsWithNewline(tail);
                client.send("log", cursor.orElse(null), Map.of("text", String.join("\n", shown) + (whole ? "\n" : "")));
            }
        }
        long lastSent = System.nanoTime();
        do {
            Optional<LogSlice> slice = next(cursor);
            if (slice.isPresent()) {
                boolean reset = cursor.isPresent() && slice.get().skipped() > 0;
                if (reset) {
                    client.send("gap", null, Map.of("skipped_bytes", slice.get().skipped()));
                    torn = new byte[0];
                }
                byte[] bytes = join(torn, slice.get().bytes());
                int whole = TextTail.wholeCharacters(bytes);
                torn = Arrays.copyOfRange(bytes, whole, bytes.length);
                cursor = Optional.of(slice.get().next());
                if (whole > 0) {
                    String text = new String(bytes, 0, whole, StandardCharsets.UTF_8);
                    client.send("log", cursor.get(), Map.of("text", text));
                    lastSent = System.nanoTime();
                    if (slice.get().size() == CHUNK) {
                        continue; // more is waiting
                    }
                }
            }
            if (System.nanoTime() - lastSent > EventStream.HEARTBEAT.toNanos()) {
                client.heartbeat();
                lastSent = System.nanoTime();
            }
        } while (client.pause(LOOK_EVERY));
    }

    private Optional<LogSlice> tail() {
        try {
            return Optional.of(services.readLog(id, LogRequest.tail(stream, TAIL)));
        } catch (AiOpsException none) {
            return emptyIfNotBegun(none);
        }
    }

    private Optional<LogSlice> next(Optional<String> cursor) {
        try {
            return Optional.of(services.readLog(
                    id,
                    cursor.map(from -> LogRequest.after(stream, from, CHUNK))
                            .orElseGet(() -> LogRequest.tail(stream, CHUNK))));
        } catch (AiOpsException none) {
            return emptyIfNotBegun(none);
        }
    }

    private static Optional<LogSlice> emptyIfNotBegun(AiOpsException none) {
        if (none.code() == ErrorCode.NO_RELEASE || none.code() == ErrorCode.WORKLOAD_NOT_FOUND) {
            return Optional.empty();
        }
        throw none;
    }

    private static List<String> lines(LogSlice slice, int most) {
        String text = slice.text();
        if (text.isEmpty()) {
            return List.of();
        }
        List<String> lines = Arrays.asList(text.split("\r?\n", -1));
        int end = lines.get(lines.size() - 1).isEmpty() ? lines.size() - 1 : lines.size();
        int begin = slice.size() >= TAIL ? 1 : 0; // the first line of a cut text is a part of one
        return List.copyOf(lines.subList(Math.max(Math.min(begin, end), end - most), end));
    }

    private static boolean endsWithNewline(Optional<LogSlice> slice) {
        byte[] bytes = slice.map(LogSlice::bytes).orElse(new byte[0]);
        return bytes.length > 0 && bytes[bytes.length - 1] == '\n';
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
