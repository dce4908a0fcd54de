package io.aiops.app.http;

import io.javalin.http.Context;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/** All streams of server-sent events that are open, of which there may be only so many. Thread-safe. */
public final class EventStreams implements AutoCloseable {

    private final Semaphore places;
    private final Json json;
    private final Set<EventStream> open = ConcurrentHashMap.newKeySet();

    /** At most so many streams at a time. */
    public EventStreams(int most, Json json) {
        places = new Semaphore(most);
        this.json = json;
    }

    /** What is written to one stream. */
    @FunctionalInterface
    public interface Source {
        /** Writes until there is no more, or the client is gone. Runs on the thread of the request. */
        void writeTo(EventStream stream) throws IOException, InterruptedException;
    }

    /**
     * Answers a request by a stream of events, whatever its Accept header says; returns when the stream has ended.
     *
     * @throws ProblemException 503 when too many streams are open
     */
    public Reply serve(Request request, Source source) throws IOException {
        if (!places.tryAcquire()) {
            throw new ProblemException(
                            503, "TOO_MANY_STREAMS", "too many event streams are open; close one, or try later")
                    .header("Retry-After", "5");
        }
        EventStream stream = new EventStream(begin(request.context()), json);
        open.add(stream);
        try {
            source.writeTo(stream);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (IOException clientGone) {
            stream.close();
        } finally {
            open.remove(stream);
            places.release();
        }
        return Reply.streamed();
    }

    /** How many are open. */
    public int size() {
        return open.size();
    }

    /** Ends all of them; each notices at its next wait. */
    @Override
    public void close() {
        open.forEach(EventStream::close);
    }

    private static HttpServletResponse begin(Context context) throws IOException {
        var response = context.res();
        response.setStatus(200);
        response.setContentType("text/event-stream;charset=utf-8");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Accel-Buffering", "no");
        response.flushBuffer();
        return response;
    }
}
