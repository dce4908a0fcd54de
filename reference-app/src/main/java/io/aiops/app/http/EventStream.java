package io.aiops.app.http;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One client of server-sent events. Written by one thread; closed by any. */
public final class EventStream {

    /** How long a stream may be silent before a comment shows that it lives. */
    public static final Duration HEARTBEAT = Duration.ofSeconds(15);

    private final HttpServletResponse response;
    private final Json json;
    private final CountDownLatch closed = new CountDownLatch(1);

    EventStream(HttpServletResponse response, Json json) {
        this.response = response;
        this.json = json;
    }

    /**
     * Sends an event.
     *
     * @param name its kind
     * @param id where to resume after it, if it can be resumed
     * @param data becomes JSON in one line
     * @throws IOException if the client is gone
     */
    public void send(String name, @Nullable String id, Object data) throws IOException {
        StringBuilder text = new StringBuilder("event: ").append(name).append('\n');
        if (id != null) {
            text.append("id: ").append(id).append('\n');
        }
        text.append("data: ")
                .append(new String(json.write(data), StandardCharsets.UTF_8))
                .append("\n\n");
        write(text.toString());
    }

    /**
     * Shows that the stream lives.
     *
     * @throws IOException if the client is gone
     */
    public void heartbeat() throws IOException {
        write(": \n\n");
    }

    /** Waits; false when the stream was closed meanwhile. */
    public boolean pause(Duration time) throws InterruptedException {
        return !closed.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Whether it was closed from this side. */
    public boolean isClosed() {
        return closed.getCount() == 0;
    }

    /** Ends it from this side. Idempotent. */
    public void close() {
        closed.countDown();
    }

    private void write(String text) throws IOException {
        OutputStream out = response.getOutputStream();
        out.write(text.getBytes(StandardCharsets.UTF_8));
        response.flushBuffer();
    }
}
