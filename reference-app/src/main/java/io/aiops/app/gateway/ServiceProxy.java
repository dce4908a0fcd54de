package io.aiops.app.gateway;

import io.aiops.app.http.ProblemException;
import io.aiops.error.AiOpsException;
import io.aiops.error.ErrorCode;
import io.aiops.gateway.Route;
import io.aiops.gateway.RouteTable;
import io.aiops.service.Endpoint;
import io.aiops.service.ServiceId;
import io.javalin.http.Context;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Hands calls of {@code /ai/<service>/…} on to the service and its answer back, byte by byte: no body is kept in memory, and
 * what the service sends arrives at once. Thread-safe.
 */
public final class ServiceProxy implements AutoCloseable {

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
    private static final int CHUNK = 16 * 1024;
    private static final Set<String> SAFE_TO_REPEAT = Set.of("GET", "HEAD", "OPTIONS");

    private final RouteTable routes;
    private final Predicate<ServiceId> exists;
    private final ExecutorService executor;
    private final HttpClient client;

    /**
     * A proxy.
     *
     * @param routes where services are
     * @param exists whether there is a service of that id, though it has no route
     */
    public ServiceProxy(RouteTable routes, Predicate<ServiceId> exists) {
        this.routes = routes;
        this.exists = exists;
        AtomicInteger number = new AtomicInteger();
        executor = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "aiops-proxy-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT_LIMIT)
                .executor(executor)
                .build();
    }

    /** Answers a call of {@code /ai/<service>/…}. */
    public void handle(Context context) throws IOException {
        String[] parts = context.req().getRequestURI().split("/", 4);
        ServiceId id = ServiceId.of(parts.length > 2 ? parts[2] : "");
        forward(context, id, "/" + (parts.length > 3 ? parts[3] : ""));
    }

    /**
     * Hands a call on.
     *
     * @param context the call
     * @param id the service
     * @param path the path at the service, encoded
     * @return the status that the service answered
     * @throws ProblemException 400 for a path that could be read in two ways; 502, 503, 504
     */
    public int forward(Context context, ServiceId id, String path) throws IOException {
        HttpServletRequest request = context.req();
        if (request.getHeader("Upgrade") != null) {
            throw new ProblemException(
                    501, "UPGRADE_UNSUPPORTED", "this gateway hands on no WebSocket; call the service's own port");
        }
        String target = ServicePath.check(path)
                + (request.getQueryString() == null ? "" : "?" + ServicePath.query(request.getQueryString()));
        Route route = routes.find(id).orElseThrow(() -> unreachable(id));
        if (route.pick().isEmpty()) {
            throw notRunning(id);
        }
        String requestId = requestId(request);
        context.header("X-Request-Id", requestId);
        context.header("Content-Security-Policy", "sandbox");
        HttpResponse<InputStream> answer = send(request, id, route, target, requestId);
        copy(answer, request, context.res());
        return answer.statusCode();
    }

    /** Ends all calls under way. */
    @Override
    public void close() {
        executor.shutdownNow();
    }

    private HttpResponse<InputStream> send(
            HttpServletRequest request, ServiceId id, Route route, String target, String requestId) throws IOException {
        BodyPublisher body = body(request);
        boolean repeatable = SAFE_TO_REPEAT.contains(request.getMethod()) && body.contentLength() == 0;
        List<Endpoint> endpoints = route.endpoints();
        for (int attempt = 0; ; attempt++) {
            Endpoint endpoint = endpoints.get(attempt % endpoints.size());
            HttpRequest.Builder wanted = HttpRequest.newBuilder(endpoint.uri(target))
                    .timeout(route.timeout())
                    .method(request.getMethod(), body);
            if (request.getMethod().equals("GET") && body.contentLength() == 0) {
                wanted.GET(); // no Content-Length: 0
            }
            ForwardedHeaders.request(request, "/ai/" + id, requestId, wanted::header);
            try {
                return client.send(wanted.build(), BodyHandlers.ofInputStream());
            } catch (ConnectException | HttpConnectTimeoutException noConnection) {
                if (!repeatable || attempt > 0) {
                    throw unanswered(id, "cannot be reached at " + endpoint, noConnection);
                }
            } catch (HttpTimeoutException tooSlow) {
                throw new ProblemException(
                        504,
                        "SERVICE_TIMEOUT",
                        "service " + id + " did not answer within "
                                + route.timeout().toMillis() / 1000.0
                                + " s; its timeout can be set when it is deployed");
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
                throw unanswered(id, "was not waited for, the platform stops", stopping);
            } catch (IOException broken) {
                throw unanswered(id, "broke the connection", broken);
            }
        }
    }

    private static BodyPublisher body(HttpServletRequest request) {
        long length = request.getContentLengthLong();
        boolean chunked = request.getHeader("Transfer-Encoding") != null;
        if (length == 0 || (length < 0 && !chunked)) {
            return BodyPublishers.noBody();
        }
        BodyPublisher stream = BodyPublishers.ofInputStream(() -> {
            try {
                return request.getInputStream();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        });
        return length < 0 ? stream : BodyPublishers.fromPublisher(stream, length);
    }

    private static void copy(HttpResponse<InputStream> answer, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        response.setStatus(answer.statusCode());
        answer.headers().map().forEach((name, values) -> {
            if (ForwardedHeaders.isReturned(name)) {
                response.setHeader(name, values.get(0));
                values.stream().skip(1).forEach(value -> response.addHeader(name, value));
            }
        });
        boolean bodiless =
                request.getMethod().equals("HEAD") || answer.statusCode() == 204 || answer.statusCode() == 304;
        long length = answer.headers().firstValueAsLong("Content-Length").orElse(-1);
        if (length >= 0 && answer.statusCode() != 204) {
            response.setContentLengthLong(length);
        }
        try (InputStream in = answer.body()) {
            if (bodiless) {
                return;
            }
            OutputStream out = response.getOutputStream();
            response.flushBuffer();
            byte[] buffer = new byte[CHUNK];
            for (int read = read(in, buffer, request); read >= 0; read = read(in, buffer, request)) {
                out.write(buffer, 0, read);
                if (in.available() == 0) {
                    response.flushBuffer();
                }
            }
        }
    }

    /** An answer that breaks off must not look like a whole one: the client's connection is broken too. */
    private static int read(InputStream in, byte[] buffer, HttpServletRequest request) throws IOException {
        try {
            return in.read(buffer);
        } catch (IOException brokenOff) {
            Connections.abort(request);
            throw brokenOff;
        }
    }

    private ProblemException unreachable(ServiceId id) {
        if (!exists.test(id)) {
            throw new AiOpsException(ErrorCode.SERVICE_NOT_FOUND, "there is no service " + id);
        }
        return notRunning(id);
    }

    private static ProblemException notRunning(ServiceId id) {
        return new ProblemException(503, "SERVICE_NOT_RUNNING", "service " + id + " is not running; start it")
                .header("Retry-After", "2");
    }

    private static ProblemException unanswered(ServiceId id, String why, Throwable cause) {
        ProblemException problem = new ProblemException(502, "SERVICE_UNREACHABLE", "service " + id + " " + why);
        problem.addSuppressed(cause);
        return problem;
    }

    private static String requestId(HttpServletRequest request) {
        @Nullable String given = request.getHeader("X-Request-Id");
        return given != null && given.matches("[A-Za-z0-9._-]{1,128}")
                ? given
                : UUID.randomUUID().toString();
    }
}
