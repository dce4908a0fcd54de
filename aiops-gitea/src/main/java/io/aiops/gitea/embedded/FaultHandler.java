package io.aiops.gitea.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Stands before the server as a proxy would, and misbehaves as it is told. */
final class FaultHandler extends Handler.Wrapper {

    private static final String NGINX_413 = """
            <html>\r
            <head><title>413 Request Entity Too Large</title></head>\r
            <body>\r
            <center><h1>413 Request Entity Too Large</h1></center>\r
            <hr><center>nginx/1.22.1</center>\r
            </body>\r
            </html>\r
            """;
    private static final String LOGIN =
            "<!DOCTYPE html><html><head><title>Sign in</title></head><body><form>Sign in</form></body></html>";
    private static final Duration LINGER = Duration.ofSeconds(5);

    private final Faults faults;
    private final CountDownLatch stopped = new CountDownLatch(1);

    FaultHandler(Faults faults, Handler next) {
        super(next);
        this.faults = faults;
    }

    /** Ends waiting at once. */
    void release() {
        stopped.countDown();
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        String path = Request.getPathInContext(request);
        if (!faults.concern(path)) {
            return super.handle(request, response, callback);
        }
        Optional<Duration> latency = faults.latency();
        if (latency.isPresent() && stopped.await(latency.get().toMillis(), TimeUnit.MILLISECONDS)) {
            cut(request);
            callback.failed(new IOException("the server stops"));
            return true;
        }
        Optional<Faults.Failure> failure = faults.takeFailure();
        if (failure.isPresent()) {
            failure.get()
                    .retryAfter()
                    .ifPresent(pause -> response.getHeaders().put("Retry-After", Long.toString(pause.toSeconds())));
            answer(
                    request,
                    response,
                    callback,
                    failure.get().status(),
                    "application/json;charset=utf-8",
                    "{\"message\":\"\",\"url\":\"http://127.0.0.1/api/swagger\"}");
            return true;
        }
        if (faults.html() && path.startsWith("/api/")) {
            answer(request, response, callback, 200, "text/html; charset=utf-8", LOGIN);
            return true;
        }
        Request seen = request;
        OptionalLong bodyLimit = faults.bodyLimit();
        if (bodyLimit.isPresent()) {
            long limit = bodyLimit.getAsLong();
            long length = request.getLength();
            byte[] body = length < 0 && hasBody(request) ? readUpTo(request, limit + 1) : new byte[0];
            if (length > limit || body.length > limit) {
                response.getHeaders().put("Server", "nginx/1.22.1");
                answer(request, response, callback, 413, "text/html", NGINX_413);
                return true;
            }
            seen = body.length == 0 ? request : new HeldRequest(request, body);
        }
        OptionalLong cutAfter = faults.cutAfter();
        if (cutAfter.isPresent()) {
            seen = new CutRequest(seen, cutAfter.getAsLong());
        }
        return super.handle(seen, new FaultResponse(seen, response, cutAfter, faults.linkHost()), callback);
    }

    private static boolean hasBody(Request request) {
        return request.getHeaders().contains("Transfer-Encoding");
    }

    private static byte[] readUpTo(Request request, long bytes) throws IOException {
        // Not closed: that would fail the request, which goes on.
        InputStream in = Content.Source.asInputStream(request);
        return in.readNBytes((int) Math.min(Integer.MAX_VALUE - 8, bytes));
    }

    /** Answers, then reads on for a while as nginx does, so that the client gets to see the answer. */
    private void answer(Request request, Response response, Callback callback, int status, String type, String body)
            throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.getHeaders().put("Content-Type", type);
        response.getHeaders().put("Content-Length", bytes.length);
        if (request.getLength() != 0) {
            response.getHeaders().put("Connection", "close");
        }
        Content.Sink.write(response, true, ByteBuffer.wrap(bytes));
        long end = System.nanoTime() + LINGER.toNanos();
        byte[] thrownAway = new byte[64 * 1024];
        InputStream in = Content.Source.asInputStream(request);
        try {
            while (stopped.getCount() > 0 && System.nanoTime() < end && in.read(thrownAway) >= 0) {
                // Read and forget.
            }
        } catch (IOException e) {
            // The client has gone, as it may.
        }
        callback.succeeded();
    }

    /** A request whose body was read already. */
    private static final class HeldRequest extends Request.Wrapper {

        private final Content.Source body;

        HeldRequest(Request request, byte[] body) {
            super(request);
            this.body = Content.Source.from(ByteBuffer.wrap(body));
        }

        @Override
        public Content.Chunk read() {
            return body.read();
        }

        @Override
        public void demand(Runnable demandCallback) {
            body.demand(demandCallback);
        }

        @Override
        public void fail(Throwable failure) {
            body.fail(failure);
            super.fail(failure);
        }
    }

    /** A request whose connection is closed in the middle of its body. */
    private static final class CutRequest extends Request.Wrapper {

        private final long limit;
        private long read;

        CutRequest(Request request, long limit) {
            super(request);
            this.limit = limit;
        }

        @Override
        public Content.Chunk read() {
            Content.Chunk chunk = super.read();
            if (chunk == null || Content.Chunk.isFailure(chunk)) {
                return chunk;
            }
            read += chunk.remaining();
            if (read <= limit) {
                return chunk;
            }
            chunk.release();
            cut(this);
            return Content.Chunk.from(new IOException("the connection was cut on purpose"));
        }
    }

    /** An answer with wrong links, or one whose connection is closed in the middle of it. */
    private static final class FaultResponse extends Response.Wrapper {

        private final OptionalLong cutAfter;
        private final Optional<String> linkHost;
        private long written;

        FaultResponse(Request request, Response response, OptionalLong cutAfter, Optional<String> linkHost) {
            super(request, response);
            this.cutAfter = cutAfter;
            this.linkHost = linkHost;
        }

        @Override
        public void write(boolean last, @Nullable ByteBuffer content, Callback callback) {
            linkHost.ifPresent(this::misleadLinks);
            int more = content == null ? 0 : content.remaining();
            if (content == null || cutAfter.isEmpty() || written + more <= cutAfter.getAsLong()) {
                written += more;
                super.write(last, content, callback);
                return;
            }
            ByteBuffer start = content.slice(content.position(), (int) (cutAfter.getAsLong() - written));
            super.write(
                    false,
                    start,
                    Callback.from(
                            () -> {
                                cut(getRequest());
                                callback.failed(new IOException("the connection was cut on purpose"));
                            },
                            callback::failed));
        }

        private void misleadLinks(String host) {
            HttpFields.Mutable headers = getHeaders();
            String link = headers.get("Link");
            if (link != null && !isCommitted()) {
                headers.put("Link", link.replaceAll("<(https?)://[^/]+", "<$1://" + host));
            }
        }
    }

    private static void cut(Request request) {
        request.getConnectionMetaData().getConnection().getEndPoint().close();
    }
}
